using System.Text.Json;
using Azure;
using Steadfast.Functions.Azure;

namespace Steadfast.Functions.Instances;

/// <summary>Reads how an operation is getting on from the URL that ARM handed out for it.</summary>
internal static class OperationStatus
{
    private static readonly TimeSpan WhenThrottled = TimeSpan.FromSeconds(30);

    /// <summary>How it is getting on; null when there is no URL or it tells nothing, so that the resource itself must be asked.</summary>
    public static async Task<OperationProgress?> ReadAsync(ArmRestClient rest, string? statusUrl, CancellationToken cancellation)
    {
        if (statusUrl is null)
        {
            return null;
        }

        using Response response = await rest.GetAsync(statusUrl, cancellation);
        return response switch
        {
            { IsError: false } => Of(response),
            { Status: 429 } => new(ActionResult.Running, ArmFailure.PauseOf(response) ?? WhenThrottled, "throttled while asking for the progress"),
            _ => null,
        };
    }

    /// <summary>That it cannot be asked says nothing about an operation, which has a deadline of its own.</summary>
    public static OperationProgress Unread(Exception failure)
    {
        ArmFailure why = ArmFailure.Of(failure);
        return new(ActionResult.Running, why.RetryAfter, $"its progress cannot be read now ({why})");
    }

    // Sample: {"status":"InProgress","startTime":"…","name":"…"}; {"status":"Failed","error":{"code":"…","message":"…"}}.
    private static OperationProgress Of(Response response)
    {
        using JsonDocument body = JsonDocument.Parse(response.Content);
        string status = body.RootElement.TryGetProperty("status", out JsonElement text) ? text.GetString() ?? "" : "";
        string? code = body.RootElement.TryGetProperty("error", out JsonElement error) && error.ValueKind == JsonValueKind.Object
            && error.TryGetProperty("code", out JsonElement value) ? value.GetString() : null;
        return status.ToLowerInvariant() switch
        {
            "succeeded" => new(ActionResult.Succeeded, null, "the platform says it is done"),
            "failed" or "canceled" => new(ActionResult.Failed, null, $"the platform says {status} ({code ?? "no code given"})"),
            _ => new(ActionResult.Running, ArmFailure.PauseOf(response), $"the platform says {status}"),
        };
    }
}
