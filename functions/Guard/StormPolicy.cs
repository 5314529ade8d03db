using System.Text.Json.Serialization;

namespace Steadfast.Functions.Guard;

/// <summary>Decides when a storm begins and ends, and which instance is repaired during one. Pure.</summary>
public static class StormPolicy
{
    /// <summary>The state after a look at the whole tier.</summary>
    /// <param name="sick">How many instances do not serve.</param>
    /// <param name="total">How many there are; nothing is concluded from none.</param>
    public static GuardState See(GuardState state, int sick, int total, DateTime now)
    {
        if (total == 0)
        {
            return state;
        }

        if (state.Storm is not { } storm)
        {
            return GuardLimits.IsStorm(sick, total) ? state with { Storm = new(now, sick, total) } : state;
        }

        // The one that is being repaired looks neither sick nor well at that time; it must not end the storm by that.
        int inRepair = state.Permits.Count(permit => permit.IsOfInstance && permit.Since >= storm.Since);
        return GuardLimits.IsStorm(sick + inRepair, total)
            ? state with { Storm = storm with { Sick = sick, Total = total } }
            : state with
            {
                Storm = null,
                LastStorm = new(storm.Since, now, storm.Canary, $"{sick} of {total} instances are sick, which is "
                + "not more than half")
            };
    }

    /// <summary>The refusal of a repair that nobody ordered, or null.</summary>
    /// <param name="state">The state; a permit of the one who asks is not among its permits.</param>
    public static Refusal? Refuse(GuardState state, PermitRequest request)
    {
        if (state.Storm is not { } storm || !request.Action.IsOfInstance())
        {
            return null;
        }

        return storm.Canary switch
        {
            CanaryState.Failed when !MayTryAgain(storm, request.Target, request.Limits, request.Now) =>
                new(RefusalKind.StormCanaryFailed, GuardText.CanaryFailed(storm), TriedAgainAt(storm, request.Target, request.Limits)),
            CanaryState.Trying => new(RefusalKind.Storm,
                GuardText.CanaryTried(storm), null),
            _ => state.Permits.FirstOrDefault(permit => permit.IsOfInstance) is { } other
                ? new(RefusalKind.Storm, GuardText.OneByOne(storm, request, other), null)
                : null,
        };
    }

    /// <summary>Tells whether a repair that is granted now is the canary.</summary>
    public static bool IsCanary(GuardState state, PermitRequest request) =>
        state.Storm is { Canary: CanaryState.None or CanaryState.Failed } && !request.IsManual && request.Action.IsOfInstance();

    /// <summary>
    /// Tells whether another repair may be tried after one that did not help: the canary may have had a fault of its own, and whatever
    /// all shared may be mended. Another instance is tried first.
    /// </summary>
    public static bool MayTryAgain(Storm storm, string target, GuardOptions limits, DateTime now) =>
        storm.Canary == CanaryState.Failed && now >= TriedAgainAt(storm, target, limits);

    /// <summary>The state after the canary's repair has ended.</summary>
    /// <param name="result">How; <see cref="CanaryState.None"/> when nothing was tried, so that another one can be.</param>
    public static GuardState Tried(GuardState state, string incidentId, CanaryState result)
    {
        if (state.Storm is not { Canary: CanaryState.Trying } storm || storm.CanaryIncident != incidentId)
        {
            return state;
        }

        Storm after = storm with { Canary = result, FailedAt = result == CanaryState.Failed ? state.Time : null };
        return state with { Storm = result == CanaryState.None ? after with { CanaryIncident = null, CanaryTarget = null } : after };
    }

    private static DateTime TriedAgainAt(Storm storm, string target, GuardOptions limits) =>
        (storm.FailedAt ?? storm.Since) + GuardLimits.CanaryRest(target == storm.CanaryTarget, limits);
}

/// <summary>State of the canary of a storm.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<CanaryState>))]
public enum CanaryState
{
    /// <summary>There is none yet; the first to ask becomes it.</summary>
    None,

    /// <summary>It is being repaired; all others wait.</summary>
    Trying,

    /// <summary>Its repair helped: the others are repaired one by one.</summary>
    Helped,

    /// <summary>
    /// Its repair did not help: the fault is probably elsewhere, and nobody is repaired until another one is tried or the storm is over.
    /// </summary>
    Failed,
}

/// <summary>More than half of the instances, and at least two, are sick at once.</summary>
/// <param name="Since">Since when, UTC.</param>
/// <param name="Sick">How many were sick at the last look.</param>
/// <param name="Total">How many instances there were.</param>
/// <param name="Canary">What is known of the canary.</param>
/// <param name="CanaryIncident">The incident of the canary; null while there is none.</param>
/// <param name="CanaryTarget">The canary; null while there is none.</param>
public sealed record Storm(
    DateTime Since, int Sick, int Total, CanaryState Canary = CanaryState.None, string? CanaryIncident = null, string? CanaryTarget = null)
{
    /// <summary>When the canary's repair had not helped, UTC; null when that is not so.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTime? FailedAt { get; init; }
}

/// <summary>A storm that is over.</summary>
/// <param name="Since">When it began, UTC.</param>
/// <param name="Ended">When it ended, UTC.</param>
/// <param name="Canary">What became of its canary.</param>
/// <param name="Reason">Why it ended: one sentence.</param>
public sealed record PastStorm(DateTime Since, DateTime Ended, CanaryState Canary, string Reason);
