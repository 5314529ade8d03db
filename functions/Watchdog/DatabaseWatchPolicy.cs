using System.Text.Json.Serialization;
using Steadfast.Functions.Database;
using Steadfast.Functions.Guard;
using Steadfast.Functions.Incidents;
using Steadfast.Functions.Platform;

namespace Steadfast.Functions.Watchdog;

/// <summary>Carries the watchdog's memory of the database from one look to the next.</summary>
/// <param name="SeenAt">Begin of the look that was judged last, UTC.</param>
/// <param name="Target">What is remembered of it as of an instance.</param>
/// <param name="IncidentId">Id of the incident that was last seen open for it; null when it is not known.</param>
public sealed record WatchedDatabase(DateTime SeenAt, WatchedTarget Target, string? IncidentId = null)
{
    /// <summary>
    /// Gets the first look, UTC, since which too few say that it cannot be used, and none that it can; null when that is not so.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTime? UnusableSince { get; init; }

    /// <summary>Returns the memory with another incident that was last seen open.</summary>
    /// <param name="id">Its id; null when there is none.</param>
    /// <param name="seenOpen">When it was last seen open, UTC; null when there is none.</param>
    public WatchedDatabase WithIncident(string? id, DateTime? seenOpen) =>
        this with { Target = Target with { LastIncident = seenOpen }, IncidentId = id };
}

/// <summary>Carries the plan that follows from a look at the database.</summary>
/// <param name="After">What is remembered, as long as none is opened.</param>
/// <param name="OpensSince">An incident is to be opened for a fault that began at this moment, UTC; null when none is.</param>
public sealed record DatabaseWatchPlan(WatchedDatabase After, DateTime? OpensSince);

/// <summary>Tells whether an incident of the database is opened without an alert. Pure.</summary>
public static class DatabaseWatchPolicy
{
    /// <summary>Judges one look.</summary>
    /// <param name="before">What is remembered; null before the first look.</param>
    internal static DatabaseWatchPlan Look(
        WatchedDatabase? before, DatabaseObservation seen, Diagnosis diagnosis, IncidentsUnderKey incidents, DateTime now,
        WatchdogOptions options)
    {
        WatchedDatabase known = before ?? new(DateTime.MinValue, new(IncidentKey.Database, 0, null, null, []));
        if (known.SeenAt == seen.At.UtcDateTime)
        {
            return new(known, null); // looks are shared, and one counts once
        }

        bool isUnusable = IsSaidToBeUnusable(seen, diagnosis);
        DateTime? unusableSince = UnusableSince(known.UnusableSince, isUnusable, seen, diagnosis, now);
        bool? isSick =
            diagnosis.Kind switch { FailureKind.Healthy => false, FailureKind.Unobservable when !isUnusable => null, _ => true };
        WatchedTarget after = SicknessPolicy.After(known.Target, isSick, seen.FailingSince.UtcDateTime, incidents, now);
        bool opens = isSick == true
            && incidents.Open is null && SicknessPolicy.IsDue(after, ChecksNeeded(diagnosis.Kind, options), now, options)
            && (!isUnusable || now - unusableSince >= options.AlertGrace);
        WatchedDatabase remembered = new(seen.At.UtcDateTime, after, IncidentOf(after, known, incidents)) { UnusableSince = unusableSince };
        return new(remembered, opens ? after.SickSince : null);
    }

    /// <summary>Forgets an incident that was given up: it did nothing, so the next one need not wait for it.</summary>
    /// <param name="before">What is remembered; null before the first look.</param>
    /// <param name="guard">Knows the incidents that were given up.</param>
    internal static WatchedDatabase? WithoutGivenUp(WatchedDatabase? before, GuardState guard)
    {
        if (before?.IncidentId is { } incident && guard.HasGivenUp(incident))
        {
            return before.WithIncident(id: null, seenOpen: null);
        }

        return before;
    }

    // A look that tells nothing at all changes nothing.
    private static DateTime? UnusableSince(DateTime? known, bool isUnusable, DatabaseObservation seen, Diagnosis diagnosis, DateTime now)
    {
        if (isUnusable)
        {
            return known ?? now;
        }

        return diagnosis.Kind == FailureKind.Unobservable && !IsUsed(seen) ? known : null;
    }

    private static string? IncidentOf(WatchedTarget after, WatchedDatabase known, IncidentsUnderKey incidents)
    {
        if (after.LastIncident is null)
        {
            return null;
        }

        if (incidents is { Open: not null, IsRunning: true })
        {
            return incidents.Open;
        }

        return known.IncidentId;
    }

    // What cannot be seen neither opens nor ends anything. But where most web servers are down, too few are left to agree that it cannot be
    // used, be it with the own connection or with the one of them that is refused; when that lasts for longer than an alert may take, and
    // none of them uses it, a person has to look.
    private static bool IsSaidToBeUnusable(DatabaseObservation seen, Diagnosis diagnosis) =>
        diagnosis.Kind == FailureKind.Unobservable && !IsUsed(seen)
            && (seen.Probe.Verdict == Verdict.Bad || seen.WebTier.Failed > 0);

    private static bool IsUsed(DatabaseObservation seen) => seen.WebTier.Ok + seen.WebTier.Slow > 0;

    // Of these the incident itself wants to see more before it acts, and every moment that it begins later is one more of an outage.
    private static int ChecksNeeded(FailureKind kind, WatchdogOptions options)
    {
        if (DatabaseDecisionPolicy.IsDown(kind) || kind == FailureKind.PlatformRecovering)
        {
            return 1;
        }

        return options.SickLooks;
    }
}
