namespace Steadfast.Functions.Guard;

/// <summary>The guard's state after something, and its answer.</summary>
/// <typeparam name="T">The kind of answer.</typeparam>
/// <param name="State">The state.</param>
/// <param name="Answer">The answer.</param>
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
        return FirstRefusal(others, request) is { } refusal
            ? new(Remember(seen, request, refusal), new(false, refusal))
            : Claim(Grant(others, request, own), request);
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
        (request.IsManual ? null : HoldsBack(state, request.Target, request.Now) ?? Resting(state, request))
        ?? Busy(state, request)
        ?? (request.IsManual ? null : StormPolicy.Refuse(state, request))
        ?? OneReplacement(state, request)
        ?? (request is { IsManual: true, IsForced: true } || !request.Action.IsOfInstance() ? null : Numbers(state, request));

    /// <summary>
    /// The refusal of everything on a target that no person ordered: a pause, a lease, the breaker of its class; null when there is none.
    /// </summary>
    /// <param name="target">Number of the instance, or "database".</param>
    public static Refusal? HoldsBack(GuardState state, string target, DateTime now)
    {
        if (state.Pause is { } pause)
        {
            return new(RefusalKind.Paused, GuardText.Paused(pause, now), pause.Until);
        }

        if (state.Lease is { } lease && lease.IsHeld(now))
        {
            return new(RefusalKind.LeaseHeld, GuardText.LeaseHeld(lease, now), lease.Until);
        }

        Breaker breaker = state.BreakerOf(target);
        return breaker.OpenSince is null ? null
            : new(RefusalKind.BreakerOpen, GuardText.BreakerOpen(target == GuardState.DatabaseTarget, breaker.Failures.Count), null);
    }

    private static Refusal? Resting(GuardState state, PermitRequest request) =>
        state.CoolDowns.FirstOrDefault(rest => Rests(rest, request)) is { } found
            ? new(RefusalKind.CoolingDown, GuardText.CoolingDown(request, found.Until), found.Until)
            : null;

    private static bool Rests(CoolDown rest, PermitRequest request) =>
        (rest.Target, rest.FailureClass) == (request.Target, request.FailureClass) && rest.IncidentId != request.IncidentId;

    private static Refusal? Busy(GuardState state, PermitRequest request) =>
        state.Permits.FirstOrDefault(permit => permit.Target == request.Target) is { } other
            ? new(RefusalKind.TargetBusy, GuardText.TargetBusy(request, other), FreeAt(other))
            : null;

    // Two replacements at once would both count the same new instance as their own, and delete two for one. Force does not override that.
    private static Refusal? OneReplacement(GuardState state, PermitRequest request) =>
        request.Action == RepairAction.Replace && state.Permits.FirstOrDefault(permit => permit.Action == RepairAction.Replace) is { } other
            ? new(RefusalKind.BudgetSpent, GuardText.OneReplacement(request, other), FreeAt(other))
            : null;

    private static Refusal? Numbers(GuardState state, PermitRequest request)
    {
        Permit[] inRepair = [.. state.Permits.Where(permit => permit.IsOfInstance)];
        int budget = GuardLimits.Budget(request.Total, request.Limits);
        if (inRepair.Length >= budget)
        {
            return new(RefusalKind.BudgetSpent, GuardText.BudgetSpent(request, inRepair, budget), FreeAt(inRepair, budget));
        }

        // One that was taken down on purpose may not look sick yet.
        int serving = Math.Max(0, (request.Serving ?? (request.Total - request.Sick)) - inRepair.Count(permit => permit.TakesDown));
        int floor = GuardLimits.Floor(request.Total, request.Limits);
        return request.TargetServes && request.Action.TakesDown() && serving - 1 < floor
            ? new(RefusalKind.BelowFloor, GuardText.BelowFloor(request, Math.Max(0, serving - 1), floor), null)
            : null;
    }

    // Only the watchdog frees what its incident has left behind before it becomes void.
    private static DateTime? FreeAt(Permit permit) => permit.Left is null ? null : permit.VoidAt;

    private static DateTime? FreeAt(Permit[] inRepair, int budget) => inRepair.All(permit => permit.Left is not null)
        ? inRepair.Select(permit => permit.VoidAt).Order().ElementAt(inRepair.Length - budget)
        : null;

    private static GuardStep<PermitAnswer> Grant(GuardState others, PermitRequest request, Permit? own)
    {
        bool isCanary = StormPolicy.IsCanary(others, request);
        Permit permit = new(request.IncidentId, request.Target, request.Action, request.AskedBy, request.IsManual,
            request.TargetServes && request.Action.TakesDown(), request.Now, request.Now + request.Limits.PermitLife,
            isCanary || own is { IsCanary: true });
        return new(others with
        {
            Permits = [.. others.Permits, permit],
            Refusals = [.. others.Refusals.Where(refused => refused.Target != request.Target)],
            Storm = isCanary
                ? others.Storm! with
                {
                    Canary = CanaryState.Trying,
                    CanaryIncident = request.IncidentId,
                    CanaryTarget = request.Target,
                    FailedAt = null,
                }
                : others.Storm,
        }, new(true, null, permit.IsCanary));
    }

    private static GuardState Remember(GuardState state, PermitRequest request, Refusal refusal)
    {
        OngoingRefusal? before = state.Refusals.FirstOrDefault(refused => refused.Target == request.Target);
        OngoingRefusal now = new(
            request.Target, request.IncidentId, before?.Since ?? request.Now, request.Now, (before?.Count ?? 0) + 1, refusal);
        return before is null && state.Refusals.Count >= MaxRefusals
            ? state
            : state with { Refusals = [.. state.Refusals.Where(refused => refused != before), now] };
    }
}
