using System.Text.Json.Serialization;

namespace Steadfast.Functions.Guard;

/// <summary>Decides when a storm begins and ends, and which instance is repaired during one. Pure.</summary>
public static class StormPolicy
{
    /// <summary>Returns the state after a look at the whole tier.</summary>
    /// <param name="sick">How many instances do not serve.</param>
    /// <param name="total">How many there are; nothing is concluded from none.</param>
    public static GuardState See(GuardState state, int sick, int total, DateTime now)
    {
        if (total == 0)
        {
            return state;
        }

        state = state with { Size = TierSize.After(state.Size, total, now) };
        if (state.Storm is not { } storm)
        {
            return Begun(state, sick, total, now);
        }

        // The one that is being repaired looks neither sick nor well at that time; it must not end the storm by that.
        int inRepair = state.Permits.Count(permit => permit.IsOfInstance && permit.Since >= storm.Since);
        if (GuardLimits.IsStorm(sick + inRepair, total))
        {
            return state with { Storm = storm with { Sick = sick, Total = total } };
        }

        string reason = $"{sick} of {total} instances are sick, which is not more than half";
        return state with { Storm = null, LastStorm = new(storm.Since, now, storm.Canary, reason) };
    }

    private static GuardState Begun(GuardState state, int sick, int total, DateTime now)
    {
        if (!GuardLimits.IsStorm(sick, total))
        {
            return state;
        }

        return state with { Storm = new(now, sick, total) };
    }

    /// <summary>Refuses a repair that nobody ordered while a storm is on; null when it may be made.</summary>
    /// <param name="state">The state; a permit of the one who asks is not among its permits.</param>
    public static Refusal? Refuse(GuardState state, PermitRequest request)
    {
        if (state.Storm is not { } storm || request.IsManual || !request.Action.IsOfInstance())
        {
            return null;
        }

        if (storm.Canary == CanaryState.Failed && !MayTryAgain(storm, request.Target, request.Limits, request.Now))
        {
            DateTime again = TriedAgainAt(storm, request.Target, request.Limits);
            return new(RefusalKind.StormCanaryFailed, GuardText.CanaryFailed(storm), again);
        }

        if (storm.Canary == CanaryState.Trying)
        {
            return new(RefusalKind.Storm, GuardText.CanaryTried(storm), null);
        }

        Permit? other = state.Permits.FirstOrDefault(permit => permit.IsOfInstance);
        if (other is null)
        {
            return null;
        }

        return new(RefusalKind.Storm, GuardText.OneByOne(storm, request, other), null);
    }

    /// <summary>Tells whether a repair that is granted now is the canary.</summary>
    public static bool IsCanary(GuardState state, PermitRequest request) =>
        state.Storm is { Canary: CanaryState.None or CanaryState.Failed } && !request.IsManual && request.Action.IsOfInstance();

    /// <summary>Makes the target of a request the canary of the storm that is on.</summary>
    public static GuardState Try(GuardState state, PermitRequest request) => state with
    {
        Storm = state.Storm! with
        {
            Canary = CanaryState.Trying,
            CanaryIncident = request.IncidentId,
            CanaryTarget = request.Target,
            FailedAt = null,
        },
    };

    /// <summary>
    /// Tells whether another repair may be tried after one that did not help: the canary may have had a fault of its own, and whatever
    /// all shared may be mended. Another instance is tried first.
    /// </summary>
    public static bool MayTryAgain(Storm storm, string target, GuardOptions limits, DateTime now) =>
        storm.Canary == CanaryState.Failed && now >= TriedAgainAt(storm, target, limits);

    /// <summary>Returns the state after the canary's repair has ended.</summary>
    /// <param name="result">How; <see cref="CanaryState.None"/> when nothing was tried, so that another one can be.</param>
    public static GuardState Tried(GuardState state, string incidentId, CanaryState result)
    {
        if (state.Storm is not { Canary: CanaryState.Trying } storm || storm.CanaryIncident != incidentId)
        {
            return state;
        }

        Storm after = storm with { Canary = result, FailedAt = null };
        return result switch
        {
            CanaryState.None => state with { Storm = after with { CanaryIncident = null, CanaryTarget = null } },
            CanaryState.Failed => state with { Storm = after with { FailedAt = state.Time } },
            _ => state with { Storm = after },
        };
    }

    private static DateTime TriedAgainAt(Storm storm, string target, GuardOptions limits) =>
        (storm.FailedAt ?? storm.Since) + GuardLimits.CanaryRest(target == storm.CanaryTarget, limits);
}

/// <summary>Tells how far the canary of a storm is.</summary>
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

/// <summary>Describes a storm: more than half of the instances, and at least two, are sick at once.</summary>
/// <param name="Since">Since when, UTC.</param>
/// <param name="Sick">Number of instances that were sick at the last look.</param>
/// <param name="Total">Number of instances at the last look.</param>
/// <param name="Canary">What is known of the canary.</param>
/// <param name="CanaryIncident">The incident of the canary; null while there is none.</param>
/// <param name="CanaryTarget">The canary; null while there is none.</param>
public sealed record Storm(
    DateTime Since, int Sick, int Total, CanaryState Canary = CanaryState.None, string? CanaryIncident = null, string? CanaryTarget = null)
{
    /// <summary>Gets the time when the canary's repair had not helped, UTC; null when that is not so.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTime? FailedAt { get; init; }
}

/// <summary>Describes a storm that is over.</summary>
/// <param name="Since">When it began, UTC.</param>
/// <param name="Ended">When it ended, UTC.</param>
/// <param name="Canary">What became of its canary.</param>
/// <param name="Reason">Why it ended: one sentence.</param>
public sealed record PastStorm(DateTime Since, DateTime Ended, CanaryState Canary, string Reason);
