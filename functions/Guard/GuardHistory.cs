using Steadfast.Functions.Platform;

namespace Steadfast.Functions.Guard;

/// <summary>What the guard learns when actions and incidents end. Pure.</summary>
public static class GuardHistory
{
    private const int MaxRepairs = 500;
    private const int MaxCoolDowns = 500;
    private const int MaxRevocations = 100;

    /// <summary>A permit is given back.</summary>
    /// <param name="state">The state before.</param>
    /// <param name="given">What ended.</param>
    public static GuardState Return(GuardState state, PermitReturn given)
    {
        state = GuardClock.Hear(state, given.Now);
        given = given with { Now = state.Time };
        GuardState freed = state with
        {
            Permits = [.. state.Permits.Where(permit => permit.IncidentId != given.IncidentId || permit.Target != given.Target)],
            Repairs = given.Rung is { } rung
                ? [.. state.Repairs.TakeLast(MaxRepairs - 1), new Repair(given.Target, rung, given.Now, given.Helped)]
                : state.Repairs,
        };
        CanaryState tried = given switch { { Helped: true } => CanaryState.Helped, { Rung: null } => CanaryState.None, _ => CanaryState.Failed };
        return StormPolicy.Tried(freed, given.IncidentId, tried);
    }

    /// <summary>An incident is ended from outside: nothing is begun any more under a permit that it holds or gets.</summary>
    /// <param name="state">The state before.</param>
    /// <param name="revocation">Which incident, and who.</param>
    public static GuardState Revoke(GuardState state, PermitRevocation revocation) => state with
    {
        Revocations = [.. state.Revocations.Where(known => known.IncidentId != revocation.IncidentId).TakeLast(MaxRevocations - 1), revocation],
    };

    /// <summary>An incident has ended.</summary>
    /// <param name="state">The state before.</param>
    /// <param name="end">How.</param>
    /// <returns>The state, and whether the caller has to resume the scale set's own automatic repairs.</returns>
    public static GuardStep<bool> End(GuardState state, IncidentEnd end)
    {
        state = end.Returned is { } given ? Return(state, given) : state;
        state = GuardExpiry.At(state, end.Now, end.Limits);
        end = end with { Now = state.Time };
        CanaryState tried = end switch { { Acted: false } => CanaryState.None, { Recovered: true } => CanaryState.Helped, _ => CanaryState.Failed };
        GuardState kept = StormPolicy.Tried(state, end.IncidentId, tried);
        if (end is { Acted: true, IsManual: false })
        {
            Breaker counted = Count(kept.BreakerOf(end.Target), end);
            kept = kept with
            {
                Breaker = end.Target == GuardState.DatabaseTarget ? kept.Breaker : counted,
                DatabaseBreaker = end.Target == GuardState.DatabaseTarget ? counted : kept.DatabaseBreaker,
                CoolDowns = [.. kept.CoolDowns.Where(rest => (rest.Target, rest.FailureClass) != (end.Target, end.FailureClass)).TakeLast(MaxCoolDowns - 1),
                    new(end.Target, end.FailureClass, end.IncidentId, end.Now + end.Limits.CoolDown)],
            };
        }

        if (end.Recovered)
        {
            kept = kept with { Refusals = [.. kept.Refusals.Where(refused => refused.Target != end.Target)] };
        }

        return Release(kept, end.IncidentId);
    }

    /// <summary>An incident is gone without having said so: the automation failed on it, or a person terminated it.</summary>
    /// <param name="state">The state before.</param>
    /// <param name="incidentId">Which.</param>
    /// <returns>The state, and whether the caller has to resume the scale set's own automatic repairs.</returns>
    public static GuardStep<bool> Abandon(GuardState state, string incidentId) =>
        Release(StormPolicy.Tried(state, incidentId, CanaryState.None), incidentId);

    /// <summary>What is remembered of a target.</summary>
    /// <param name="state">The state.</param>
    /// <param name="request">Of which.</param>
    public static TargetMemory Recall(GuardState state, MemoryRequest request)
    {
        DateTime since = GuardClock.Believe(state, request.Now) - request.Limits.RepeatWindow;
        Repair[] found = [.. state.Repairs.Where(repair => repair.Target == request.Target && repair.At > since)];
        return new(found.Length, found.Length == 0 ? null : found.Max(repair => repair.Rung));
    }

    /// <summary>An incident needs the scale set's own automatic repairs suspended.</summary>
    /// <param name="state">The state before.</param>
    /// <param name="incidentId">Which.</param>
    /// <param name="seen">What the incident saw of them.</param>
    /// <returns>The state, and what the caller has to do.</returns>
    public static GuardStep<AutoRepairClaim> Hold(GuardState state, string incidentId, RepairsState seen = RepairsState.Unknown)
    {
        // Whoever is resuming them would undo the suspension, or be undone by it.
        if (state.Hold.ResumingBy is { } other && other != incidentId)
        {
            return new(state, AutoRepairClaim.Wait);
        }

        AutoRepairLock hold = state.Hold with { Holders = With(state.Hold.Holders, incidentId), ResumingBy = null };
        if (hold.IsSuspendedByUs || seen is RepairsState.NotRunning or RepairsState.Suspended)
        {
            return new(state with { Hold = hold }, AutoRepairClaim.Held);
        }

        // That they ran is on record before anything is changed; afterwards nobody could tell who has to resume them.
        return seen == RepairsState.Running
            ? new(state with { Hold = hold with { IsSuspendedByUs = true } }, AutoRepairClaim.SuspendSeen)
            : new(state with { Hold = hold }, AutoRepairClaim.Suspend);
    }

    /// <summary>The automation has suspended them for an incident.</summary>
    /// <param name="state">The state before.</param>
    /// <param name="incidentId">Which.</param>
    public static GuardState Suspended(GuardState state, string incidentId) =>
        state with { Hold = new(With(state.Hold.Holders, incidentId), true) };

    /// <summary>They have been resumed.</summary>
    /// <param name="state">The state before.</param>
    /// <param name="incidentId">By whom.</param>
    public static GuardState Resumed(GuardState state, string incidentId) =>
        state.Hold.ResumingBy == incidentId ? state with { Hold = new([], false) } : state;

    private static string[] With(IReadOnlyList<string> holders, string incidentId) =>
        [.. holders.Where(holder => holder != incidentId), incidentId];

    private static GuardStep<bool> Release(GuardState state, string incidentId)
    {
        string[] holders = [.. state.Hold.Holders.Where(holder => holder != incidentId)];
        bool isHolder = holders.Length < state.Hold.Holders.Count;
        bool resume = isHolder && holders.Length == 0 && state.Hold.IsSuspendedByUs;
        return new(state with
        {
            Permits = [.. state.Permits.Where(permit => permit.IncidentId != incidentId)],
            // One that was given up and wakes after all must not act.
            Revocations = [.. state.Revocations.Where(known => known.IncidentId != incidentId || known.GivenUpAt is not null)],
            // Owed until it is done: were it forgotten now, a crash in between would leave them suspended for ever.
            Hold = resume ? state.Hold with { ResumingBy = incidentId } : state.Hold with { Holders = holders },
        }, resume);
    }

    private static Breaker Count(Breaker breaker, IncidentEnd end)
    {
        if (breaker.OpenSince is not null)
        {
            return breaker; // only a person closes it
        }

        DateTime[] failures = end.Recovered ? [] : [.. breaker.Failures.Where(at => at > end.Now - end.Limits.BreakerWindow), end.Now];
        return new(failures, failures.Length >= end.Limits.BreakerFailures ? end.Now : null);
    }
}
