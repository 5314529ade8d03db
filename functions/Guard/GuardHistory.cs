using Steadfast.Functions.Platform;

namespace Steadfast.Functions.Guard;

/// <summary>Records what the guard learns when actions and incidents end. Pure.</summary>
public static class GuardHistory
{
    private const int MaxRepairs = 500;
    private const int MaxCoolDowns = 500;
    private const int MaxRevocations = 100;

    /// <summary>Takes a permit back, and remembers the repair that was made under it.</summary>
    public static GuardState Return(GuardState state, PermitReturn given)
    {
        state = GuardClock.Hear(state, given.Now);
        given = given with { Now = state.Time };
        GuardState freed = state with
        {
            Permits = [.. state.Permits.Where(permit => !permit.IsHeldBy(given.IncidentId, given.Target))],
        };
        if (given.Rung is { } rung)
        {
            Repair repair = new(given.Target, rung, given.Now, given.Helped);
            freed = freed with { Repairs = [.. state.Repairs.TakeLast(MaxRepairs - 1), repair] };
        }

        CanaryState tried = given switch
        {
            { Helped: true } => CanaryState.Helped,
            { Rung: null } or { IsUndecided: true } => CanaryState.None,
            _ => CanaryState.Failed,
        };
        return StormPolicy.Tried(freed, given.IncidentId, tried);
    }

    /// <summary>Renews a permit, because what was begun under it goes on.</summary>
    /// <returns>The state, and whether it is held: one that is void, or whose incident was ended from outside, is not renewed.</returns>
    public static GuardStep<bool> Renew(GuardState state, PermitRenewal renewal)
    {
        GuardState current = GuardExpiry.At(state, renewal.Now, renewal.Limits);
        bool isEnded = current.Revocations.Any(known => known.IncidentId == renewal.IncidentId);
        if (isEnded || !current.Permits.Any(IsMeant))
        {
            return new(current, false);
        }

        DateTime voidAt = current.Time + renewal.Limits.PermitLife;
        Permit[] renewed = [.. current.Permits.Select(permit => IsMeant(permit) ? permit with { VoidAt = voidAt } : permit)];
        return new(current with { Permits = renewed }, true);

        bool IsMeant(Permit permit) => permit.IsHeldBy(renewal.IncidentId, renewal.Target);
    }

    /// <summary>Notes with a permit that a request is about to be sent under it. Notes may come late: the latest request counts.</summary>
    public static GuardState RequestSent(GuardState state, RequestSending sending) => Noted(
        state, sending.IncidentId, sending.Target,
        permit => permit.Sent?.Number >= sending.Sent.Number ? permit : permit with { Sent = sending.Sent });

    /// <summary>Notes with a permit that the platform has accepted a request under it. Here too the latest request counts.</summary>
    public static GuardState RequestAccepted(GuardState state, RequestAcceptance acceptance) => Noted(
        state, acceptance.IncidentId, acceptance.Target,
        permit => permit.Accepted?.Number >= acceptance.Accepted.Number ? permit : permit with { Accepted = acceptance.Accepted });

    private static GuardState Noted(GuardState state, string incidentId, string target, Func<Permit, Permit> note) => state with
    {
        Permits = [.. state.Permits.Select(permit => (permit.IncidentId, permit.Target) == (incidentId, target) ? note(permit) : permit)],
    };

    /// <summary>Ends an incident from outside: nothing is begun any more under a permit that it holds or gets.</summary>
    public static GuardState Revoke(GuardState state, PermitRevocation revocation) => state with
    {
        Revocations =
        [
            .. state.Revocations.Where(known => known.IncidentId != revocation.IncidentId).TakeLast(MaxRevocations - 1), revocation,
        ],
    };

    /// <summary>
    /// Records that an incident has ended. The permit of an action that may still run on the platform is kept until that has
    /// ended at the latest.
    /// </summary>
    /// <returns>The state, and whether the caller has to resume the scale set's own automatic repairs.</returns>
    public static GuardStep<bool> End(GuardState state, IncidentEnd end)
    {
        Permit[] left = LeftBehind(state, end.IncidentId, end.Left);
        if (end.Returned is { } given)
        {
            state = Return(state, given);
        }

        state = GuardExpiry.At(state, end.Now, end.Limits);
        end = end with { Now = state.Time };
        CanaryState tried = end switch
        {
            { Acted: false } => CanaryState.None,
            { Recovered: true } => CanaryState.Helped,
            { IsUndecided: true } => CanaryState.None,
            _ => CanaryState.Failed,
        };
        GuardState kept = StormPolicy.Tried(state, end.IncidentId, tried);
        if (end is { Acted: true, IsManual: false })
        {
            kept = Rested(kept, end).WithBreakerOf(end.Target, Count(kept.BreakerOf(end.Target), end));
        }

        if (end.Recovered)
        {
            kept = kept with { Refusals = [.. kept.Refusals.Where(refused => refused.Target != end.Target)] };
        }

        return Release(kept, end.IncidentId, left);
    }

    /// <summary>
    /// Records that an incident is gone without having said so: the automation failed on it, or a person terminated it.
    /// </summary>
    /// <returns>The state, and whether the caller has to resume the scale set's own automatic repairs.</returns>
    public static GuardStep<bool> Abandon(GuardState state, IncidentGone gone)
    {
        GuardState current = GuardExpiry.At(state, gone.Now, gone.Limits);
        Permit[] left = LeftBehind(current, gone.IncidentId, gone.Left);
        return Release(StormPolicy.Tried(current, gone.IncidentId, CanaryState.None), gone.IncidentId, left);
    }

    /// <summary>Frees a permit before its deadline: the action that an incident left behind has ended on the platform.</summary>
    public static GuardState LeftEnded(GuardState state, LeftActionEnd ended) => state with
    {
        Permits =
        [
            .. state.Permits.Where(
                permit => (permit.IncidentId, permit.Target, permit.Left?.Since) != (ended.IncidentId, ended.Target, ended.Since)),
        ],
    };

    /// <summary>Recalls the repairs of one target.</summary>
    public static TargetMemory Recall(GuardState state, MemoryRequest request)
    {
        DateTime now = GuardClock.Believe(state, request.Now);
        Repair[] found = [
            .. state.Repairs.Where(repair => repair.Target == request.Target && repair.IsRemembered(now, request.Limits))];
        return new(found.Length, found.Max(repair => (RepairAction?)repair.Rung));
    }

    /// <summary>Claims the suspension of the scale set's own automatic repairs for an incident.</summary>
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

        if (seen != RepairsState.Running)
        {
            return new(state with { Hold = hold }, AutoRepairClaim.Suspend);
        }

        // That they ran is on record before anything is changed; afterwards nobody could tell who has to resume them.
        return new(state with { Hold = hold with { IsSuspendedByUs = true } }, AutoRepairClaim.SuspendSeen);
    }

    /// <summary>Records that the automation has suspended them for an incident.</summary>
    public static GuardState Suspended(GuardState state, string incidentId) =>
        state with { Hold = new(With(state.Hold.Holders, incidentId), true) };

    /// <summary>Records that they have been resumed.</summary>
    public static GuardState Resumed(GuardState state, string incidentId)
    {
        if (state.Hold.ResumingBy != incidentId)
        {
            return state;
        }

        return state with { Hold = new([], false) };
    }

    private static string[] With(IReadOnlyList<string> holders, string incidentId) =>
        [.. holders.Where(holder => holder != incidentId), incidentId];

    private static Permit[] LeftBehind(GuardState state, string incidentId, LeftAction? left)
    {
        if (left is null)
        {
            return [];
        }

        return [.. state.Permits.Where(permit => permit.IsHeldBy(incidentId, left.Target)).Select(permit => LeftBehind(permit, left))];
    }

    private static Permit LeftBehind(Permit permit, LeftAction left) => permit with
    {
        VoidAt = left.Until < permit.VoidAt ? left.Until : permit.VoidAt,
        Left = new(left.Since, left.How) { StatusUrl = left.StatusUrl },
    };

    private static GuardStep<bool> Release(GuardState state, string incidentId, Permit[] left)
    {
        string[] holders = [.. state.Hold.Holders.Where(holder => holder != incidentId)];
        bool isHolder = holders.Length < state.Hold.Holders.Count;
        bool resume = isHolder && holders.Length == 0 && state.Hold.IsSuspendedByUs;
        AutoRepairLock hold = state.Hold with { Holders = holders };
        if (resume)
        {
            // Owed until it is done: were it forgotten now, a crash in between would leave them suspended for ever.
            hold = state.Hold with { ResumingBy = incidentId };
        }

        return new(state with
        {
            Permits = [.. state.Permits.Where(permit => permit.IncidentId != incidentId || permit.Left is not null), .. left],
            // One that was given up and wakes after all must not act.
            Revocations = [.. state.Revocations.Where(known => known.IncidentId != incidentId || known.GivenUpAt is not null)],
            Hold = hold,
        }, resume);
    }

    private static GuardState Rested(GuardState state, IncidentEnd end) => state with
    {
        CoolDowns =
        [
            .. state.CoolDowns.Where(rest => (rest.Target, rest.FailureClass) != (end.Target, end.FailureClass)).TakeLast(MaxCoolDowns - 1),
            new(end.Target, end.FailureClass, end.IncidentId, end.Now + end.Limits.CoolDown),
        ],
    };

    private static Breaker Count(Breaker breaker, IncidentEnd end)
    {
        // Only a person closes one that is open.
        if (breaker.OpenSince is not null || end.IsUndecided)
        {
            return breaker;
        }

        if (end.Recovered)
        {
            return new([], null);
        }

        DateTime[] failures = [.. breaker.Failures.Where(at => at > end.Now - end.Limits.BreakerWindow), end.Now];
        return new(failures, failures.Length >= end.Limits.BreakerFailures ? end.Now : null);
    }
}
