using System.Text.Json;
using Azure;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using Steadfast.Functions.Azure;
using Steadfast.Functions.Diagnosis;

namespace Steadfast.Functions.Instances;

/// <summary>Asks the platform for actions on one instance and for their progress. Each call returns at once; waiting is the orchestrator's.</summary>
public sealed class InstanceActivities(ScaleSet scaleSet, ArmRestClient rest, TimeProvider clock, ILogger<InstanceActivities> log)
{
    // A decision is carried out within seconds unless the automation itself was away in between.
    private static readonly TimeSpan OldDecision = TimeSpan.FromMinutes(2);

    private const string RetryAfterHeader = "Retry-After";
    private static readonly TimeSpan WhenThrottledWithoutAWord = TimeSpan.FromSeconds(30);

    /// <summary>Input of <see cref="StartRestart"/>.</summary>
    /// <param name="InstanceId">Number of the instance.</param>
    /// <param name="AskedAt">When the orchestrator decided on this attempt, UTC: an operation that ended later is this one.</param>
    /// <param name="AskedBy">The incident.</param>
    public sealed record StartInput(string InstanceId, DateTime AskedAt, string AskedBy);

    /// <summary>Input of <see cref="PollOperation"/>.</summary>
    /// <param name="InstanceId">Number of the instance.</param>
    /// <param name="StatusUrl">Where the progress can be read; null to judge by the instance alone.</param>
    public sealed record PollInput(string InstanceId, string? StatusUrl);

    /// <summary>Starts a restart, unless the look before shows that one is running or was done since it was asked for.</summary>
    /// <param name="input">Which instance, since when, for whom.</param>
    /// <param name="cancellation">Ends the request.</param>
    [Function(nameof(StartRestart))]
    public async Task<StartedOperation> StartRestart([ActivityTrigger] StartInput input, CancellationToken cancellation)
    {
        try
        {
            return await LookThenRestart(input, cancellation);
        }
        catch (RequestFailedException refusal) when (refusal.Status is >= 400 and < 500)
        {
            StartedOperation answer = Read(refusal, input.InstanceId);
            log.NotStarted(input.AskedBy, input.InstanceId, answer.Kind, answer.Detail);
            return answer;
        }
    }

    /// <summary>Reads how an operation is getting on; when its status URL cannot be read, the instance's own state is taken.</summary>
    /// <param name="input">Which operation.</param>
    /// <param name="cancellation">Ends the request.</param>
    [Function(nameof(PollOperation))]
    public async Task<OperationProgress> PollOperation([ActivityTrigger] PollInput input, CancellationToken cancellation)
    {
        if (input.StatusUrl is not null)
        {
            using Response response = await rest.GetAsync(input.StatusUrl, cancellation);
            if (!response.IsError)
            {
                return ReadProgress(response);
            }

            if (response.Status == 429)
            {
                return new(ActionResult.Running, RetryAfterOf(response) ?? WhenThrottledWithoutAWord, "throttled while asking for the progress");
            }
        }

        ScaleSetInstance? instance = await scaleSet.FindAsync(input.InstanceId, cancellation);
        return instance switch
        {
            null => new(ActionResult.Failed, null, $"instance {input.InstanceId} is not there any more"),
            { IsChanging: true } => new(ActionResult.Running, null, $"instance {instance.Id} is {instance.ProvisioningState}"),
            { ProvisioningState: "Failed" } => new(ActionResult.Failed, null, $"instance {instance.Id} is in provisioning state Failed"),
            _ => new(ActionResult.Succeeded, null, $"instance {instance.Id} is {instance.ProvisioningState}"),
        };
    }

    private async Task<StartedOperation> LookThenRestart(StartInput input, CancellationToken cancellation)
    {
        ScaleSetInstance? instance = await scaleSet.FindAsync(input.InstanceId, cancellation);
        switch (instance)
        {
            case null:
                return Gone(input.InstanceId);
            case { IsChanging: true }:
                return new(StartKind.Attached, null, null, $"another operation runs on instance {instance.Id} ({instance.ProvisioningState}); waiting for that one");
            case { LastOperationAt: { } ended } when ended.UtcDateTime > input.AskedAt:
                return new(StartKind.AlreadyDone, null, null, $"an operation on instance {instance.Id} ended at {ended:HH:mm:ss}, after this was asked for");
            case { Health.Verdict: Verdict.Good } when clock.GetUtcNow() - input.AskedAt > OldDecision:
                return new(StartKind.NotNeeded, null, null, $"not restarted: the decision is of {input.AskedAt:HH:mm:ss}, and by now {instance.Health.Detail}");
        }

        string? url = await scaleSet.StartRestartAsync(input.InstanceId, cancellation);
        log.RestartAccepted(input.AskedBy, input.InstanceId);
        return new(StartKind.Accepted, url, null, $"restart of instance {input.InstanceId} accepted");
    }

    private static StartedOperation Read(RequestFailedException refusal, string instanceId) => refusal.Status switch
    {
        404 => Gone(instanceId),
        409 => new(StartKind.Attached, null, null, $"another operation runs on instance {instanceId} ({refusal.ErrorCode}); waiting for that one"),
        429 => new(StartKind.Throttled, null, RetryAfterOf(refusal.GetRawResponse()) ?? WhenThrottledWithoutAWord, "the platform asks to slow down (429)"),
        _ => new(StartKind.Refused, null, null, $"the platform refused: {refusal.Status} {refusal.ErrorCode}"),
    };

    private static StartedOperation Gone(string instanceId) => new(StartKind.Gone, null, null, $"instance {instanceId} is not there any more");

    // Sample: {"status":"InProgress","startTime":"…","name":"…"}; {"status":"Failed","error":{"code":"…","message":"…"}}.
    private static OperationProgress ReadProgress(Response response)
    {
        using JsonDocument body = JsonDocument.Parse(response.Content);
        string status = body.RootElement.TryGetProperty("status", out JsonElement text) ? text.GetString() ?? "" : "";
        string? code = body.RootElement.TryGetProperty("error", out JsonElement error) && error.ValueKind == JsonValueKind.Object
            && error.TryGetProperty("code", out JsonElement value) ? value.GetString() : null;
        return status.ToLowerInvariant() switch
        {
            "succeeded" => new(ActionResult.Succeeded, null, "the platform says it is done"),
            "failed" or "canceled" => new(ActionResult.Failed, null, $"the platform says {status} ({code ?? "no code given"})"),
            _ => new(ActionResult.Running, RetryAfterOf(response), $"the platform says {status}"),
        };
    }

    private static TimeSpan? RetryAfterOf(Response? response) =>
        response is not null && response.Headers.TryGetValue(RetryAfterHeader, out string? seconds)
            && int.TryParse(seconds, out int whole) && whole > 0 ? TimeSpan.FromSeconds(whole) : null;
}
