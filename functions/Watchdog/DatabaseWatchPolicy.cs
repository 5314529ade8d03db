using Steadfast.Functions.Database;
using Steadfast.Functions.Guard;
using Steadfast.Functions.Incidents;
using Steadfast.Functions.Platform;

namespace Steadfast.Functions.Watchdog;

/// <summary>The watchdog's memory of the database from one look to the next.</summary>
/// <param name="SeenAt">Begin of the look that was judged last, UTC.</param>
/// <param name="SickLooks">In how many looks in a row it was not well; 0 when it was well in the last one that told.</param>
/// <param name="SickSince">The first of them, UTC; null when it is well.</param>
/// <param name="LastIncident">When an incident was last seen open for it, UTC; null when it was seen well since.</param>
public sealed record WatchedDatabase(DateTime SeenAt, int SickLooks, DateTime? SickSince, DateTime? LastIncident)
{
    /// <summary>Id of that incident; null when it is not known.</summary>
    public string? IncidentId { get; init; }
}

/// <summary>Plan that follows from a look at the database.</summary>
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
        WatchedDatabase known = before ?? new(DateTime.MinValue, 0, null, null);
        if (known.SeenAt == seen.At.UtcDateTime)
        {
            return new(known, null); // looks are shared, and one counts once
        }

        bool isOutOfReach = IsOutOfReach(seen, diagnosis);
        bool? isSick =
            diagnosis.Kind switch { FailureKind.Healthy => false, FailureKind.Unobservable when !isOutOfReach => null, _ => true };
        WatchedTarget after = SicknessPolicy.After(
            new(IncidentKey.Database, known.SickLooks, known.SickSince, known.LastIncident, []), isSick, seen.FailingSince.UtcDateTime,
            incidents, now);
        bool opens = isSick == true
            && incidents.Open is null && SicknessPolicy.IsDue(after, ChecksNeeded(diagnosis.Kind, options), now, options)
            && (!isOutOfReach || now - after.SickSince >= options.AlertGrace);
        string? incident = incidents is { Open: { } open, IsRunning: true } ? open : known.IncidentId;
        WatchedDatabase remembered = new(seen.At.UtcDateTime, after.SickLooks, after.SickSince, after.LastIncident)
        {
            IncidentId = after.LastIncident is null ? null : incident,
        };
        return new(remembered, opens ? after.SickSince : null);
    }

    /// <summary>Forgets an incident that was given up: it did nothing, so the next one need not wait for it.</summary>
    /// <param name="before">What is remembered; null before the first look.</param>
    /// <param name="guard">Knows the incidents that were given up.</param>
    internal static WatchedDatabase? WithoutGivenUp(WatchedDatabase? before, GuardState guard) =>
        before is { IncidentId: { } incident } && guard.HasGivenUp(incident)
            ? before with { LastIncident = null, IncidentId = null }
            : before;

    // What cannot be seen neither opens nor ends anything. But where most web servers are down, nobody is left who could agree with the own
    // connection that it does not answer; when that lasts for longer than an alert may take, a person has to look.
    private static bool IsOutOfReach(DatabaseObservation seen, Diagnosis diagnosis) =>
        diagnosis.Kind == FailureKind.Unobservable && seen.Probe.Verdict == Verdict.Bad && seen.WebTier.Ok + seen.WebTier.Slow == 0;

    // Of these the incident itself wants to see more before it acts, and every moment that it begins later is one more of an outage.
    private static int ChecksNeeded(FailureKind kind, WatchdogOptions options) =>
        DatabaseDecisionPolicy.IsDown(kind) || kind == FailureKind.PlatformRecovering ? 1 : options.SickLooks;
}
