using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using Steadfast.Functions.Actions;
using Steadfast.Functions.Guard;
using Steadfast.Functions.Platform;
using Steadfast.Functions.Telemetry;

namespace Steadfast.Functions.Instances;

/// <summary>
/// Looks at the scale set as a whole and changes how many instances it shall have. None waits longer than <see cref="BoundedPoll.Window"/>.
/// </summary>
public sealed class CapacityActivities(
    ScaleSet scaleSet, ScaleSetCapacity capacity, ArmRestClient rest, TimeProvider clock, ILogger<CapacityActivities> log)
{
    private const string AddAction = "add";
    private const string LowerAction = "lower capacity";
    private const string ScaleSetTarget = "scale set";

    /// <summary>Carries the input of <see cref="StartCapacity"/>.</summary>
    /// <param name="Wanted">The number of instances that is wanted: one more than there were.</param>
    /// <param name="KnownIds">The instances that there were: one that is not among them is the one that is wanted.</param>
    /// <param name="Target">The instance that is to be replaced.</param>
    /// <param name="AskedAt">When the orchestrator decided on it, UTC.</param>
    public sealed record CapacityInput(int Wanted, IReadOnlyList<string> KnownIds, string Target, DateTime AskedAt, HeldPermit Permit);

    /// <summary>Carries the input of <see cref="RestoreCapacity"/>.</summary>
    /// <param name="AtLeast">The capacity before the replacement; nothing lower is written.</param>
    /// <param name="Seen">What the orchestrator saw; if it is not so any more, nothing is written.</param>
    public sealed record RestoreInput(int AtLeast, ScaleSetSnapshot Seen, HeldPermit Permit);

    /// <summary>Carries the input of <see cref="PollCapacity"/>.</summary>
    /// <param name="StatusUrl">Where the progress can be read; null to judge by the set alone.</param>
    public sealed record PollInput(string? StatusUrl) : TracedInput
    {
        /// <summary>Gets how often to ask within this call; null: once.</summary>
        public PollPlan? Plan { get; init; }
    }

    /// <summary>Looks at capacity and instances.</summary>
    [Function(nameof(ReadScaleSet))]
    public async Task<ScaleSetCheck> ReadScaleSet([ActivityTrigger] string askedBy, CancellationToken cancellation)
    {
        try
        {
            return new(await BoundedRead.RunAsync(capacity.ReadAsync, clock, cancellation), null, null);
        }
        catch (Exception failure) when (!cancellation.IsCancellationRequested)
        {
            ArmFailure why = ArmFailure.Of(failure);
            return new(null, why.RetryAfter, $"the scale set cannot be read ({why})");
        }
    }

    /// <summary>
    /// Adds one instance, unless one was added since it was asked for, or the instance to be replaced is gone or well by now.
    /// </summary>
    [Function(nameof(StartCapacity))]
    public Task<StartedOperation> StartCapacity(
        [ActivityTrigger] CapacityInput input, [DurableClient] DurableTaskClient client, CancellationToken cancellation) => TryStartAsync(
        AddAction, input.Permit, () => AddAsync(input, client, cancellation),
        now => AlreadyAdded(now, input, StartKind.Attached),
        cancellation);

    private async Task<StartedOperation> AddAsync(CapacityInput input, DurableTaskClient client, CancellationToken cancellation)
    {
        if (await ClearedStart.EarlierAsync(client, input.Permit, clock, cancellation) is { } earlier)
        {
            return earlier;
        }

        ScaleSetInstance? target = await BoundedRead.RunAsync(
            bounded => scaleSet.FindAsync(input.Target, bounded), clock, cancellation, BoundedRead.Short);
        if (target is null)
        {
            return StartPolicy.Gone(input.Target);
        }

        if (StaleDecision.Is(input.AskedAt, clock.GetUtcNow()))
        {
            return await AnswerStaleAsync(input, target, cancellation);
        }

        // Autoscale may have lowered the capacity since: one more than there is now, never what was right then.
        return await ClearedStart.RunAsync(
            client, input.Permit, clock,
            clearance => ChangeAsync(
                now => IsAdded(now, input) ? null : now.Capacity + 1,
                before => WhyNot(before, input), clearance, cancellation),
            cancellation, mayBeSentTwice: true);
    }

    /// <summary>
    /// Lowers a capacity that is higher than the number of instances, so that the platform owes none: an addition that failed leaves the
    /// higher number, and a deletion may leave it too. Never deletes an instance.
    /// </summary>
    [Function(nameof(RestoreCapacity))]
    public Task<StartedOperation> RestoreCapacity(
        [ActivityTrigger] RestoreInput input, [DurableClient] DurableTaskClient client, CancellationToken cancellation) => TryStartAsync(
        LowerAction, input.Permit,
        () => ClearedStart.RunAsync(
            client, input.Permit, clock,
            clearance => ChangeAsync(
                now => Lowered(now, input), LeftAt, clearance, cancellation),
            cancellation),
        now => LeftAlone(now, input),
        cancellation);

    private static int? Lowered(ScaleSetSnapshot now, RestoreInput input)
    {
        if (!now.SaysAs(input.Seen) || now.IsChanging)
        {
            return null;
        }

        return CapacityPolicy.Corrected(now, input.AtLeast);
    }

    private static StartedOperation? LeftAlone(ScaleSetSnapshot now, RestoreInput input)
    {
        if (now.SaysAs(input.Seen))
        {
            return null;
        }

        return new(StartKind.AlreadyDone, null, null, LeftAt(now));
    }

    /// <summary>
    /// Reads how a change of the capacity is getting on; when its status URL cannot be read, the set's own state is taken.
    /// </summary>
    [Function(nameof(PollCapacity))]
    public Task<OperationProgress> PollCapacity(
        [ActivityTrigger] PollInput input, CancellationToken cancellation) => ActionSpan.FollowAsync(
        AddAction, ScaleSetTarget, input.Trace,
        () => OperationStatus.FollowAsync(
            input.Plan, () => PollOnceAsync(input, cancellation), clock, pause => Task.Delay(pause, clock, cancellation)));

    private async Task<OperationProgress> PollOnceAsync(PollInput input, CancellationToken cancellation)
    {
        try
        {
            return await BoundedRead.RunAsync(
                async bounded => await OperationStatus.ReadAsync(rest, input.StatusUrl, bounded)
                    ?? ProgressBySet(await capacity.ReadAsync(bounded)),
                clock, cancellation);
        }
        catch (Exception failure) when (!cancellation.IsCancellationRequested)
        {
            return OperationStatus.Unread(failure);
        }
    }

    private static OperationProgress ProgressBySet(ScaleSetSnapshot set)
    {
        ActionResult result = set switch
        {
            { IsChanging: true } => ActionResult.Running,
            _ when ProvisioningStates.HasFailed(set.ProvisioningState) => ActionResult.Failed,
            _ => ActionResult.Succeeded,
        };
        return new(result, null, $"the scale set is {set.ProvisioningState}");
    }

    private Task<StartedOperation> TryStartAsync(
        string action, HeldPermit permit, Func<Task<StartedOperation>> act, Func<ScaleSetSnapshot, StartedOperation?> found,
        CancellationToken cancellation) =>
        ActionSpan.StartAsync(action, permit.Target, permit, () => TryStartAsync(permit, act, found, cancellation));

    private async Task<StartedOperation> TryStartAsync(
        HeldPermit permit, Func<Task<StartedOperation>> act, Func<ScaleSetSnapshot, StartedOperation?> found,
        CancellationToken cancellation)
    {
        try
        {
            return await act();
        }
        catch (Exception failure) when (!cancellation.IsCancellationRequested)
        {
            StartedOperation answer = await AnswerAsync(ArmFailure.Of(failure), found, cancellation);
            log.CapacityNotChanged(permit.IncidentId, answer.Kind, answer.Detail);
            return answer;
        }
    }

    // What got no answer, or an error for one, may have begun all the same: only the set itself tells.
    private async Task<StartedOperation> AnswerAsync(
        ArmFailure why, Func<ScaleSetSnapshot, StartedOperation?> found, CancellationToken cancellation)
    {
        if (!why.LeavesOutcomeUnknown)
        {
            return StartAnswers.Of(why);
        }

        try
        {
            return found(await BoundedRead.RunAsync(capacity.ReadAsync, clock, cancellation, BoundedRead.Short)) ?? StartAnswers.Of(why);
        }
        catch (Exception failure) when (!cancellation.IsCancellationRequested)
        {
            return StartAnswers.Of(why) with { RetryAfter = ArmFailure.Of(failure).RetryAfter ?? why.RetryAfter };
        }
    }

    private static string LeftAt(ScaleSetSnapshot now) => $"capacity left at {now.Capacity} with {now.Ids.Count} instances";

    // An earlier delivery may have added one before the automation went away; only what was not begun is decided on anew.
    private async Task<StartedOperation> AnswerStaleAsync(CapacityInput input, ScaleSetInstance target, CancellationToken cancellation)
    {
        if (target.Health.Verdict == Verdict.Good)
        {
            return new(
                StartKind.NotNeeded, null, null,
                $"not replaced: the decision is of {input.AskedAt:HH:mm:ss} UTC, and by now {target.Health.Detail}");
        }

        ScaleSetSnapshot now = await capacity.ReadAsync(cancellation);
        return AlreadyAdded(now, input, StartKind.AlreadyDone) ?? StaleDecision.MadeAnew(input.AskedAt);
    }

    private static StartedOperation? AlreadyAdded(ScaleSetSnapshot now, CapacityInput input, StartKind kind)
    {
        if (!IsAdded(now, input))
        {
            return null;
        }

        return new(kind, null, null, WhyNot(now, input));
    }

    private static bool IsAdded(ScaleSetSnapshot now, CapacityInput input) =>
        now.Capacity >= input.Wanted || Added(now, input.KnownIds) is not null;

    private async Task<StartedOperation> ChangeAsync(
        Func<ScaleSetSnapshot, int?> choose, Func<ScaleSetSnapshot, string> whyLeft, Clearance clearance, CancellationToken cancellation)
    {
        CapacityChange change = await capacity.ChangeAsync(choose, clearance, cancellation);
        if (change.Written is not { } written)
        {
            return new(StartKind.AlreadyDone, null, null, whyLeft(change.Before));
        }

        log.CapacityAccepted(clearance.IncidentId, change.Before.Capacity, written);
        return new(StartKind.Accepted, change.StatusUrl, null, $"capacity {written} instead of {change.Before.Capacity} accepted");
    }

    private static string? Added(ScaleSetSnapshot now, IReadOnlyList<string> known) => now.Ids.FirstOrDefault(id => !known.Contains(id));

    private static string WhyNot(ScaleSetSnapshot now, CapacityInput input)
    {
        if (Added(now, input.KnownIds) is { } added)
        {
            return $"instance {added} was added since this was asked for";
        }

        return $"the capacity is {now.Capacity} already";
    }
}

/// <summary>Carries what a look at the scale set has shown.</summary>
/// <param name="Set">What was seen; null when it could not be read.</param>
/// <param name="RetryAfter">How long the platform asks to wait before the next look; null when it does not say.</param>
/// <param name="Problem">Why it could not be read; null when it could.</param>
public sealed record ScaleSetCheck(ScaleSetSnapshot? Set, TimeSpan? RetryAfter, string? Problem);

/// <summary>Computes the capacity that is owed. Pure.</summary>
public static class CapacityPolicy
{
    /// <summary>Computes the capacity to write when it is higher than what there is and what there was; null when it is right.</summary>
    public static int? Corrected(ScaleSetSnapshot now, int atLeast)
    {
        int right = Math.Max(atLeast, now.Ids.Count);
        if (now.Capacity <= right)
        {
            return null;
        }

        return right;
    }
}
