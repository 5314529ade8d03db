using System.Text.Json.Serialization;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using Steadfast.Functions.Actions;
using Steadfast.Functions.Guard;
using Steadfast.Functions.Platform;
using Steadfast.Functions.Telemetry;

namespace Steadfast.Functions.Instances;

/// <summary>
/// Asks the platform for actions on one instance and for their progress. None waits longer than <see cref="BoundedPoll.Window"/>.
/// </summary>
public sealed class InstanceActivities(ScaleSet scaleSet, ArmRestClient rest, TimeProvider clock, ILogger<InstanceActivities> log)
{
    /// <summary>Carries the input of <see cref="StartAction"/>.</summary>
    /// <param name="InstanceId">Number of the instance.</param>
    /// <param name="AskedAt">When what it was decided on was seen, UTC: an operation that ended later is this one, or serves as
    /// well.</param>
    public sealed record ActionInput(InstanceAction Action, string InstanceId, DateTime AskedAt, HeldPermit Permit);

    /// <summary>Carries the input of <see cref="PollOperation"/>.</summary>
    /// <param name="InstanceId">Number of the instance.</param>
    /// <param name="StatusUrl">Where the progress can be read; null to judge by the instance alone.</param>
    public sealed record PollInput(string InstanceId, string? StatusUrl, InstanceAction Action) : TracedInput
    {
        /// <summary>Gets how often to ask within this call; null: once.</summary>
        public PollPlan? Plan { get; init; }

        /// <summary>Gets the request whose operation is looked for; null for one that the platform has accepted, or another's.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public UnansweredRequest? Unanswered { get; init; }
    }

    /// <summary>
    /// Starts an action, unless the look before shows that it is running, was done since it was asked for, or is not called for any more,
    /// or the guard does not let it begin.
    /// </summary>
    [Function(nameof(StartAction))]
    public Task<StartedOperation> StartAction(
        [ActivityTrigger] ActionInput input, [DurableClient] DurableTaskClient client, CancellationToken cancellation) =>
        ActionSpan.StartAsync(input.Action.Name(), input.InstanceId, input.Permit, () => TryStartAsync(input, client, cancellation));

    private async Task<StartedOperation> TryStartAsync(ActionInput input, DurableTaskClient client, CancellationToken cancellation)
    {
        try
        {
            StartedOperation started = await CheckThenAct(input, client, cancellation);
            if (started.MayHaveBegun)
            {
                log.Unanswered(input.Permit.IncidentId, input.Action.Name(), input.InstanceId, started.Detail);
            }

            return started;
        }
        catch (Exception failure) when (!cancellation.IsCancellationRequested)
        {
            StartedOperation answer = await AnswerAsync(ArmFailure.Of(failure), input, cancellation);
            log.NotStarted(input.Permit.IncidentId, input.Action.Name(), input.InstanceId, answer.Kind, answer.Detail);
            return answer;
        }
    }

    /// <summary>Reads how an operation is getting on; when its status URL cannot be read, the instance's own state is taken.</summary>
    [Function(nameof(PollOperation))]
    public Task<OperationProgress> PollOperation(
        [ActivityTrigger] PollInput input, CancellationToken cancellation) => ActionSpan.FollowAsync(
        input.Action.Name(), input.InstanceId, input.Trace,
        () => OperationStatus.FollowAsync(
            input.Plan,
            UnansweredRequest.UntilSeen(input.Unanswered, left => PollOnceAsync(input with { Unanswered = left }, cancellation)),
            clock, pause => Task.Delay(pause, clock, cancellation)));

    private async Task<OperationProgress> PollOnceAsync(PollInput input, CancellationToken cancellation)
    {
        try
        {
            return await BoundedRead.RunAsync(
                async bounded => await OperationStatus.ReadAsync(rest, input.StatusUrl, bounded) ?? await ProgressByInstance(input, bounded),
                clock, cancellation);
        }
        catch (Exception failure) when (!cancellation.IsCancellationRequested)
        {
            return OperationStatus.Unread(failure);
        }
    }

    private async Task<OperationProgress> ProgressByInstance(PollInput input, CancellationToken cancellation)
    {
        ScaleSetInstance? found = await scaleSet.FindAsync(input.InstanceId, cancellation);
        if (found is not null && UnansweredPolicy.Unseen(input.Unanswered, input.Action, found, clock.GetUtcNow()) is { } unseen)
        {
            return unseen;
        }

        OperationProgress progress = (found, input.Action) switch
        {
            (null, InstanceAction.Delete) => new(ActionResult.Succeeded, null, $"instance {input.InstanceId} is gone"),
            (null, _) => new(ActionResult.Failed, null, $"instance {input.InstanceId} is not there any more"),
            ({ IsBeingOperatedOn: true } instance, _) =>
                new(ActionResult.Running, null, $"instance {instance.Id} is {instance.ProvisioningState}"),
            ({ HasFailed: true } instance, _) =>
                new(ActionResult.Failed, null, $"instance {instance.Id} is in provisioning state {instance.ProvisioningState}"),
            ({ } instance, InstanceAction.Delete) =>
                new(ActionResult.Failed, null, $"instance {instance.Id} is still there ({instance.ProvisioningState})"),
            ({ } instance, _) => new(ActionResult.Succeeded, null, $"instance {instance.Id} is {instance.ProvisioningState}"),
        };
        return progress with { WasSeen = input.Unanswered is not null };
    }

    private async Task<StartedOperation> CheckThenAct(ActionInput input, DurableTaskClient client, CancellationToken cancellation)
    {
        if (await ClearedStart.EarlierAsync(client, input.Permit, clock, cancellation) is { } earlier)
        {
            return earlier;
        }

        ScaleSetInstance? instance = await FindAsync(input, cancellation);
        if (StartPolicy.Answer(input.Action, input.InstanceId, input.AskedAt, instance, clock.GetUtcNow()) is { } answer)
        {
            return answer;
        }

        return await ClearedStart.RunAsync(client, input.Permit, clock, AskAsync, cancellation);

        async Task<StartedOperation> AskAsync(Clearance clearance)
        {
            string? url = await (input.Action switch
            {
                InstanceAction.Restart => scaleSet.StartRestartAsync(input.InstanceId, clearance, cancellation),
                InstanceAction.Reimage => scaleSet.StartReimageAsync(input.InstanceId, clearance, cancellation),
                _ => scaleSet.StartDeleteAsync(input.InstanceId, clearance, cancellation),
            });
            log.ActionAccepted(input.Permit.IncidentId, input.Action.Name(), input.InstanceId);
            return new(StartKind.Accepted, url, null, $"Azure accepted the {input.Action.Name()} of instance {input.InstanceId}");
        }
    }

    // A conflict may be with an operation on this instance, or with one on the whole scale set that says nothing about it. And what got no
    // answer may have begun.
    private async Task<StartedOperation> AnswerAsync(ArmFailure why, ActionInput input, CancellationToken cancellation)
    {
        if (why.IsGone)
        {
            return StartPolicy.Gone(input.InstanceId);
        }

        if (!why.LeavesOutcomeUnknown)
        {
            return StartAnswers.Of(why);
        }

        try
        {
            ScaleSetInstance? instance = await FindAsync(input, cancellation, BoundedRead.Short);
            return StartPolicy.Answer(input.Action, input.InstanceId, input.AskedAt, instance, clock.GetUtcNow()) ?? StartAnswers.Of(why);
        }
        catch (Exception failure) when (!cancellation.IsCancellationRequested)
        {
            return StartAnswers.Of(why) with { RetryAfter = ArmFailure.Of(failure).RetryAfter ?? why.RetryAfter };
        }
    }

    private Task<ScaleSetInstance?> FindAsync(ActionInput input, CancellationToken cancellation, TimeSpan? limit = null) =>
        BoundedRead.RunAsync(bounded => scaleSet.FindAsync(input.InstanceId, bounded), clock, cancellation, limit);
}
