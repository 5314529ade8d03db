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

    private static readonly TimeSpan WhenItDoesNotSay = TimeSpan.FromSeconds(30);

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
        catch (Exception failure) when (!cancellation.IsCancellationRequested)
        {
            StartedOperation answer = await ReadAsync(ArmFailure.Of(failure), input.InstanceId, cancellation);
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
        try
        {
            return await ProgressByUrl(input.StatusUrl, cancellation) ?? await ProgressByInstance(input.InstanceId, cancellation);
        }
        catch (Exception failure) when (!cancellation.IsCancellationRequested)
        {
            // That it cannot be asked says nothing about the operation, which has a deadline of its own.
            ArmFailure why = ArmFailure.Of(failure);
            return new(ActionResult.Running, why.RetryAfter, $"its progress cannot be read now ({why})");
        }
    }

    private async Task<OperationProgress?> ProgressByUrl(string? statusUrl, CancellationToken cancellation)
    {
        if (statusUrl is null)
        {
            return null;
        }

        using Response response = await rest.GetAsync(statusUrl, cancellation);
        return response switch
        {
            { IsError: false } => ReadProgress(response),
            { Status: 429 } => new(ActionResult.Running, ArmFailure.PauseOf(response) ?? WhenItDoesNotSay, "throttled while asking for the progress"),
            _ => null,
        };
    }

    private async Task<OperationProgress> ProgressByInstance(string instanceId, CancellationToken cancellation) =>
        await scaleSet.FindAsync(instanceId, cancellation) switch
        {
            null => new(ActionResult.Failed, null, $"instance {instanceId} is not there any more"),
            { IsBeingOperatedOn: true } instance => new(ActionResult.Running, null, $"instance {instance.Id} is {instance.ProvisioningState}"),
            { HasFailed: true } instance => new(ActionResult.Failed, null, $"instance {instance.Id} is in provisioning state {instance.ProvisioningState}"),
            { } instance => new(ActionResult.Succeeded, null, $"instance {instance.Id} is {instance.ProvisioningState}"),
        };

    private async Task<StartedOperation> LookThenRestart(StartInput input, CancellationToken cancellation)
    {
        ScaleSetInstance? instance = await scaleSet.FindAsync(input.InstanceId, cancellation);
        switch (instance)
        {
            case null:
                return Gone(input.InstanceId);
            case { IsBeingOperatedOn: true }:
                return Attached(instance);
            case { LastOperationAt: { } ended } when ended.UtcDateTime > input.AskedAt:
                return new(StartKind.AlreadyDone, null, null, $"an operation on instance {instance.Id} ended at {ended:HH:mm:ss}, after this was asked for");
            case { Health.Verdict: Verdict.Good } when clock.GetUtcNow() - input.AskedAt > OldDecision:
                return new(StartKind.NotNeeded, null, null, $"not restarted: the decision is of {input.AskedAt:HH:mm:ss}, and by now {instance.Health.Detail}");
        }

        string? url = await scaleSet.StartRestartAsync(input.InstanceId, cancellation);
        log.RestartAccepted(input.AskedBy, input.InstanceId);
        return new(StartKind.Accepted, url, null, $"restart of instance {input.InstanceId} accepted");
    }

    private async Task<StartedOperation> ReadAsync(ArmFailure why, string instanceId, CancellationToken cancellation) => why.Status switch
    {
        404 => Gone(instanceId),
        409 => await AfterConflict(instanceId, why, cancellation),
        429 => NotNow("the platform asks to slow down (429)", why),
        >= 400 and < 500 and not 408 => new(StartKind.Refused, null, null, $"the platform refused: {why}"),
        _ => NotNow($"the platform cannot take it now ({why})", why),
    };

    // A conflict may be with an operation on this instance, or with one on the whole scale set that says nothing about it.
    private async Task<StartedOperation> AfterConflict(string instanceId, ArmFailure why, CancellationToken cancellation)
    {
        try
        {
            return await scaleSet.FindAsync(instanceId, cancellation) switch
            {
                null => Gone(instanceId),
                { IsBeingOperatedOn: true } instance => Attached(instance),
                _ => NotNow($"another operation is in the way ({why})", why),
            };
        }
        catch (Exception failure) when (!cancellation.IsCancellationRequested)
        {
            return NotNow($"another operation is in the way ({why})", ArmFailure.Of(failure));
        }
    }

    private static StartedOperation Attached(ScaleSetInstance instance) =>
        new(StartKind.Attached, null, null, $"another operation runs on instance {instance.Id} ({instance.ProvisioningState}); waiting for that one");

    private static StartedOperation NotNow(string detail, ArmFailure why) =>
        new(StartKind.NotNow, null, why.RetryAfter ?? WhenItDoesNotSay, detail);

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
            _ => new(ActionResult.Running, ArmFailure.PauseOf(response), $"the platform says {status}"),
        };
    }
}
