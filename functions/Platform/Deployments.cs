using Azure;
using Microsoft.Extensions.Options;

namespace Steadfast.Functions.Platform;

/// <summary>Reads how the platform's own rollout over the scale set is getting on.</summary>
public sealed class Deployments(ArmRestClient rest, IOptions<StackOptions> stack)
{
    /// <summary>Tells whether a rolling upgrade is running.</summary>
    /// <exception cref="RequestFailedException">ARM answered with an error, or not at all.</exception>
    /// <exception cref="UnreadableAnswerException">What came does not tell.</exception>
    public async Task<DeploymentReading> ReadAsync(CancellationToken cancellation)
    {
        try
        {
            return Of(await rest.GetAsync($"{stack.Value.ScaleSetId}/rollingUpgrades/latest?{ScaleSet.ApiVersion}", cancellation))
                ?? throw new UnreadableAnswerException("its answer does not tell");
        }
        catch (RequestFailedException none) when (none.Status == 404)
        {
            return new(IsRunning: false, "the scale set never had a rolling upgrade");
        }
    }

    // Sample: {"properties":{"runningStatus":{"code":"RollingForward","startTime":"2026-11-20T12:00:00Z"},
    //          "progress":{"successfulInstanceCount":1,"failedInstanceCount":0,"inProgressInstanceCount":1,"pendingInstanceCount":1}}}
    internal static DeploymentReading? Of(JsonPart upgrade)
    {
        JsonPart status = upgrade["properties"]["runningStatus"];
        if (status["code"] is { IsAbsent: false, Text: null })
        {
            return null;
        }

        string? code = status["code"].Shown();
        if (code != "RollingForward")
        {
            return new(IsRunning: false, $"the latest rolling upgrade is {code ?? "without a status"}");
        }

        JsonPart progress = upgrade["properties"]["progress"];
        double done = Count(progress["successfulInstanceCount"]) + Count(progress["failedInstanceCount"]);
        double all = done + Count(progress["inProgressInstanceCount"]) + Count(progress["pendingInstanceCount"]);
        return new(
            IsRunning: true,
            $"a rolling upgrade is running since {status["startTime"].Time:HH:mm:ss} UTC, {done} of {all} instances are done");
    }

    private static double Count(JsonPart count) => count.Whole ?? 0;
}

/// <summary>Tells whether something is being rolled out.</summary>
/// <param name="IsRunning">Whether it is under way now.</param>
/// <param name="Detail">Part of a sentence.</param>
public sealed record DeploymentReading(bool IsRunning, string Detail);
