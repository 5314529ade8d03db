namespace Steadfast.Functions.Guard;

/// <summary>Carries the guard's state after something, and its answer.</summary>
public sealed record GuardStep<T>(GuardState State, T Answer);

/// <summary>
/// Decides whether an action may happen. Pure: a dry run asks it with the state as it was read. The first limit that refuses gives the
/// answer: what people have said, then one action per target, then storms, then numbers.
/// </summary>
public static class GuardPolicy
{
    // The state is read and written with every question, in a storm by hundreds of incidents, so it stays small.
    private const int MaxRefusals = 20;

    /// <summary>Answers a request, and remembers a permit or a refusal.</summary>
    public static GuardStep<PermitAnswer> Ask(GuardState state, PermitRequest request)
    {
        GuardState current = GuardExpiry.At(state, request.Now, request.Limits);
        request = request with { Now = current.Time };
        GuardState seen = StormPolicy.See(current, request.Sick, request.Total, request.Now);
        Permit? own = seen.Permits.FirstOrDefault(permit => permit.IsHeldBy(request.IncidentId, request.Target));
        if (own?.Action == request.Action)
        {
            return Claim(new(seen, new(true, null, own.IsCanary)), request);
        }

        GuardState others = seen with { Permits = [.. seen.Permits.Where(permit => permit != own)] };
        if (FirstRefusal(others, request) is { } refusal)
        {
            return new(Remember(seen, request, refusal), new(false, refusal));
        }

        return Claim(Grant(others, request, own), request);
    }

    // In the same operation as the permit: one question less before every action.
    private static GuardStep<PermitAnswer> Claim(GuardStep<PermitAnswer> granted, PermitRequest request)
    {
        if (request.Repairs is not { } repairs)
        {
            return granted;
        }

        GuardStep<AutoRepairClaim> claimed = GuardHistory.Hold(granted.State, request.IncidentId, repairs);
        return new(claimed.State, granted.Answer with { Claim = claimed.Answer });
    }

    private static Refusal? FirstRefusal(GuardState state, PermitRequest request) =>
        Unordered(state, request)
        ?? Busy(state, request)
        ?? StormPolicy.Refuse(state, request)
        ?? OneReplacement(state, request)
        ?? Numbers(state, request);

    private static Refusal? Unordered(GuardState state, PermitRequest request)
    {
        if (request.IsManual)
        {
            return null;
        }

        return HoldsBack(state, request.Target, request.Now) ?? Resting(state, request);
    }

    /// <summary>
    /// Refuses everything on a target that no person ordered, because of a pause, a lease or the breaker of its class; null when there is
    /// none.
    /// </summary>
    /// <param name="target">Number of the instance, or "database".</param>
    public static Refusal? HoldsBack(GuardState state, string target, DateTime now)
    {
        if (HeldByPeople(state, now) is { } held)
        {
            return held;
        }

        Breaker breaker = state.BreakerOf(target);
        if (breaker.OpenSince is null)
        {
            return null;
        }

        string reason = GuardText.BreakerOpen(target == GuardState.DatabaseTarget, breaker.Failures.Count);
        return new(RefusalKind.BreakerOpen, reason, null);
    }

    /// <summary>Refuses everything that no person ordered, on whatever target, while there is a pause or a lease.</summary>
    /// <returns>The refusal; null when there is none.</returns>
    public static Refusal? HeldByPeople(GuardState state, DateTime now)
    {
        if (state.Pause is { } pause)
        {
            return new(RefusalKind.Paused, GuardText.Paused(pause, now), pause.Until);
        }

        if (state.Lease is { } lease && lease.IsHeld(now))
        {
            return new(RefusalKind.LeaseHeld, GuardText.LeaseHeld(lease, now), lease.Until);
        }

        return null;
    }

    private static Refusal? Resting(GuardState state, PermitRequest request)
    {
        CoolDown? found = state.CoolDowns.FirstOrDefault(rest => Rests(rest, request));
        if (found is null)
        {
            return null;
        }

        return new(RefusalKind.CoolingDown, GuardText.CoolingDown(request, found.Until), found.Until);
    }

    private static bool Rests(CoolDown rest, PermitRequest request) =>
        (rest.Target, rest.FailureClass) == (request.Target, request.FailureClass) && rest.IncidentId != request.IncidentId;

    private static Refusal? Busy(GuardState state, PermitRequest request)
    {
        Permit? other = state.Permits.FirstOrDefault(permit => permit.Target == request.Target);
        if (other is null)
        {
            return null;
        }

        return new(RefusalKind.TargetBusy, GuardText.TargetBusy(request, other), FreeAt(other));
    }

    // Two replacements at once would both count the same new instance as their own, and delete two for one. Force does not override that.
    private static Refusal? OneReplacement(GuardState state, PermitRequest request)
    {
        Permit? other = state.Permits.FirstOrDefault(permit => permit.Action == RepairAction.Replace);
        if (other is null || request.Action != RepairAction.Replace)
        {
            return null;
        }

        return new(RefusalKind.BudgetSpent, GuardText.OneReplacement(request, other), FreeAt(other));
    }

    private static Refusal? Numbers(GuardState state, PermitRequest request)
    {
        if (request is { IsManual: true, IsForced: true } || !request.Action.IsOfInstance())
        {
            return null;
        }

        Permit[] inRepair = [.. state.Permits.Where(permit => permit.IsOfInstance)];
        int budget = GuardLimits.Budget(request.Total, request.Limits);
        if (inRepair.Length >= budget)
        {
            return new(RefusalKind.BudgetSpent, GuardText.BudgetSpent(request, inRepair, budget), FreeAt(inRepair, budget));
        }

        // One that was taken down on purpose may not look sick yet.
        int serving = Math.Max(0, (request.Serving ?? (request.Total - request.Sick)) - inRepair.Count(permit => permit.TakesDown));
        int total = Math.Max(request.Total, state.Size?.Total ?? 0);
        int floor = GuardLimits.Floor(total, request.Limits);
        if (!request.TargetServes || !request.Action.TakesDown() || serving > floor)
        {
            return null;
        }

        return new(RefusalKind.BelowFloor, GuardText.BelowFloor(request with { Total = total }, Math.Max(0, serving - 1), floor), null);
    }

    // Only the watchdog frees what its incident has left behind before it becomes void.
    private static DateTime? FreeAt(Permit permit) => permit.Left is null ? null : permit.VoidAt;

    private static DateTime? FreeAt(Permit[] inRepair, int budget)
    {
        if (inRepair.Any(permit => permit.Left is null))
        {
            return null;
        }

        return inRepair.Select(permit => permit.VoidAt).Order().ElementAt(inRepair.Length - budget);
    }

    private static GuardStep<PermitAnswer> Grant(GuardState others, PermitRequest request, Permit? own)
    {
        bool isCanary = StormPolicy.IsCanary(others, request);
        Permit permit = new(request.IncidentId, request.Target, request.Action, request.AskedBy, request.IsManual,
            request.TargetServes && request.Action.TakesDown(), request.Now, request.Now + request.Limits.PermitLife,
            isCanary || own is { IsCanary: true });
        GuardState granted = others with
        {
            Permits = [.. others.Permits, permit],
            Refusals = [.. others.Refusals.Where(refused => refused.Target != request.Target)],
        };
        if (isCanary)
        {
            granted = StormPolicy.Try(granted, request);
        }

        return new(granted, new(true, null, permit.IsCanary));
    }

    private static GuardState Remember(GuardState state, PermitRequest request, Refusal refusal)
    {
        OngoingRefusal? before = state.Refusals.FirstOrDefault(refused => refused.Target == request.Target);
        if (before is null && state.Refusals.Count >= MaxRefusals)
        {
            return state;
        }

        OngoingRefusal now = new(
            request.Target, request.IncidentId, before?.Since ?? request.Now, request.Now, (before?.Count ?? 0) + 1, refusal);
        return state with { Refusals = [.. state.Refusals.Where(refused => refused != before), now] };
    }
}
