using System.Globalization;

namespace Steadfast.Functions.Guard;

/// <summary>The guard's state after something, and its answer.</summary>
/// <typeparam name="T">The kind of answer.</typeparam>
/// <param name="State">The state.</param>
/// <param name="Answer">The answer.</param>
public sealed record GuardStep<T>(GuardState State, T Answer);

/// <summary>
/// Whether an action may happen. Pure: a dry run asks it with the state as it was read. The first limit that refuses gives the answer:
/// what people have said, then one action per target, then storms, then numbers.
/// </summary>
public static class GuardPolicy
{
    // The state is read and written with every question, in a storm by hundreds of incidents, so it stays small.
    private const int MaxRefusals = 20;

    /// <summary>Answers a request, and remembers a permit or a refusal.</summary>
    /// <param name="state">The state before.</param>
    /// <param name="request">The request.</param>
    public static GuardStep<PermitAnswer> Ask(GuardState state, PermitRequest request)
    {
        GuardState current = GuardExpiry.At(state, request.Now, request.Limits);
        request = request with { Now = current.Time };
        GuardState seen = StormPolicy.See(current, request.Sick, request.Total, request.Now);
        Permit? own = seen.Permits.FirstOrDefault(permit => permit.IncidentId == request.IncidentId && permit.Target == request.Target);
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
        ?? (request is { IsManual: true, IsForced: true } || !GuardLimits.IsOfInstance(request.Action) ? null : Numbers(state, request));

    /// <summary>The refusal of everything on a target that no person ordered: a pause, a lease, the breaker of its class; null when there is none.</summary>
    /// <param name="state">The state.</param>
    /// <param name="target">Number of the instance, or "database".</param>
    /// <param name="now">The moment, UTC.</param>
    public static Refusal? HoldsBack(GuardState state, string target, DateTime now)
    {
        if (state.Pause is { } pause)
        {
            return new(RefusalKind.Paused, $"refused: paused by {pause.By} ({pause.Reason}); it would act "
                + (pause.Until is { } until ? At(until, now) : "when a person resumes it"), pause.Until);
        }

        if (state.Lease is { } lease && lease.IsHeld(now))
        {
            return new(RefusalKind.LeaseHeld, $"refused: {lease.Owner} holds the deployment lease; it would act {At(lease.Until, now)}, or when it is released", lease.Until);
        }

        Breaker breaker = state.BreakerOf(target);
        string acting = target == GuardState.DatabaseTarget ? "failing the database over" : "acting on web servers";
        return breaker.OpenSince is null ? null
            : new(RefusalKind.BreakerOpen, $"refused: {acting} did not help {breaker.Failures.Count} times in a row; it would act when a person re-arms it", null);
    }

    private static Refusal? Resting(GuardState state, PermitRequest request) =>
        state.CoolDowns.FirstOrDefault(rest => Rests(rest, request)) is { } found
            ? new(RefusalKind.CoolingDown, $"refused: {Name(request)} had an incident of this kind a short while ago; it would act {At(found.Until, request.Now)}", found.Until)
            : null;

    private static bool Rests(CoolDown rest, PermitRequest request) =>
        (rest.Target, rest.FailureClass) == (request.Target, request.FailureClass) && rest.IncidentId != request.IncidentId;

    private static Refusal? Busy(GuardState state, PermitRequest request) =>
        state.Permits.FirstOrDefault(permit => permit.Target == request.Target) is { } other
            ? new(RefusalKind.TargetBusy, $"refused: another incident ({other.Action}, {other.AskedBy}) acts on {Name(request)}; it would act when that has ended", null)
            : null;

    // Two replacements at once would both count the same new instance as their own, and delete two for one. Force does not override that.
    private static Refusal? OneReplacement(GuardState state, PermitRequest request) =>
        request.Action == "replace" && state.Permits.FirstOrDefault(permit => permit.Action == "replace") is { } other
            ? new(RefusalKind.BudgetSpent, $"refused: instance {other.Target} is being replaced, and one is replaced at a time; it would act when that has ended", null)
            : null;

    private static Refusal? Numbers(GuardState state, PermitRequest request)
    {
        Permit[] inRepair = [.. state.Permits.Where(permit => permit.IsOfInstance)];
        int budget = GuardLimits.Budget(request.Total, request.Limits);
        if (inRepair.Length >= budget)
        {
            return new(RefusalKind.BudgetSpent, $"refused: {inRepair.Length} of at most {budget} instances are in repair "
                + $"({string.Join(", ", inRepair.Select(permit => permit.Target).Order(StringComparer.Ordinal).Take(10))}); it would act when one of them has ended", null);
        }

        // One that was taken down on purpose may not look sick yet.
        int serving = Math.Max(0, (request.Serving ?? (request.Total - request.Sick)) - inRepair.Count(permit => permit.TakesDown));
        int floor = GuardLimits.Floor(request.Total, request.Limits);
        return request.TargetServes && GuardLimits.TakesDown(request.Action) && serving - 1 < floor
            ? new(RefusalKind.BelowFloor, $"refused: a {request.Action} would leave {Math.Max(0, serving - 1)} of {request.Total} instances serving, and {floor} must; "
                + $"it would act when {floor + 1} serve", null)
            : null;
    }

    private static GuardStep<PermitAnswer> Grant(GuardState others, PermitRequest request, Permit? own)
    {
        bool isCanary = StormPolicy.IsCanary(others, request);
        Permit permit = new(request.IncidentId, request.Target, request.Action, request.AskedBy, request.IsManual,
            request.TargetServes && GuardLimits.TakesDown(request.Action), request.Now, request.Now + request.Limits.PermitLife, isCanary || own is { IsCanary: true });
        return new(others with
        {
            Permits = [.. others.Permits, permit],
            Refusals = [.. others.Refusals.Where(refused => refused.Target != request.Target)],
            Storm = isCanary
                ? others.Storm! with { Canary = CanaryState.Trying, CanaryIncident = request.IncidentId, CanaryTarget = request.Target }
                : others.Storm,
        }, new(true, null, permit.IsCanary));
    }

    private static GuardState Remember(GuardState state, PermitRequest request, Refusal refusal)
    {
        OngoingRefusal? before = state.Refusals.FirstOrDefault(refused => refused.Target == request.Target);
        OngoingRefusal now = new(request.Target, request.IncidentId, before?.Since ?? request.Now, request.Now, (before?.Count ?? 0) + 1, refusal);
        return before is null && state.Refusals.Count >= MaxRefusals ? state : state with { Refusals = [.. state.Refusals.Where(refused => refused != before), now] };
    }

    private static string Name(PermitRequest request) => GuardLimits.IsOfInstance(request.Action) ? $"instance {request.Target}" : $"the {request.Target}";

    private static string At(DateTime moment, DateTime now) =>
        moment.ToString(moment.Date == now.Date ? "'at 'HH:mm:ss" : "'on 'yyyy-MM-dd' at 'HH:mm:ss", CultureInfo.InvariantCulture);
}
