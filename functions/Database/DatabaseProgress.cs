using Steadfast.Functions.Incidents;

namespace Steadfast.Functions.Database;

/// <summary>Tells how far an incident of the database is.</summary>
/// <param name="Kind">The newest diagnosis; null before the first.</param>
/// <param name="Looks">How many looks in a row came to it, and to the same beneath it.</param>
/// <param name="KindSince">Since when, UTC.</param>
/// <param name="WaitingSince">Since when nothing was done: since it was opened, or since the last action ended, UTC.</param>
/// <param name="FaultSince">Since when the database fails, UTC; null when it has not.</param>
public sealed record DatabaseProgress(FailureKind? Kind, int Looks, DateTime KindSince, DateTime WaitingSince, DateTimeOffset? FaultSince)
{
    /// <summary>Gets the newest diagnosis as it would be without the platform's own work; null when the platform is not at work.</summary>
    public FailureKind? Beneath { get; init; }

    /// <summary>Gets whether another machine is the primary since, by whomever.</summary>
    public bool HasMoved { get; init; }

    /// <summary>
    /// Gets since when, UTC, the standby had received nothing when the database began to fail: what was acknowledged from then on may be
    /// lost with a failover. Null when it received until the end, as far as the metrics tell.
    /// </summary>
    public DateTimeOffset? BlindSince { get; init; }

    /// <summary>
    /// Gets the moment of the fault for which the incident acts, UTC; null when the database has not failed. It outlives the failover:
    /// metrics come late.
    /// </summary>
    public DateTimeOffset? BrokeAt { get; init; }

    /// <summary>Gets the number of failovers that the platform was asked for.</summary>
    public int Failovers { get; init; }

    /// <summary>Gets whether the last of them was not carried out.</summary>
    public bool LastFailed { get; init; }

    /// <summary>Begins the progress of an incident that was just opened.</summary>
    public static DatabaseProgress Opened(DateTime now) => new(null, 0, now, now, null);

    /// <summary>Takes a look into account.</summary>
    public DatabaseProgress After(Diagnosis diagnosis, DateTimeOffset failingSince, DateTime now)
    {
        DatabaseProgress after = Judged(diagnosis, failingSince, now);
        DateTimeOffset? broke = after.FaultSince;
        // One that healed by itself lost nothing, and what comes later is another fault.
        if (HasMoved || Failovers > 0)
        {
            broke ??= BrokeAt;
        }

        return after with { BrokeAt = broke, BlindSince = BlindBefore(broke, diagnosis.StandbyBlindSince) };
    }

    private DateTimeOffset? BlindBefore(DateTimeOffset? broke, DateTimeOffset? seen)
    {
        DateTimeOffset? earliest = BlindSince ?? seen;
        if (seen < earliest)
        {
            earliest = seen;
        }

        if (broke is null || earliest >= broke)
        {
            return null;
        }

        return earliest;
    }

    private DatabaseProgress Judged(Diagnosis diagnosis, DateTimeOffset failingSince, DateTime now) => this with
    {
        Kind = diagnosis.Kind,
        Beneath = diagnosis.Beneath,
        Looks = diagnosis.Kind == Kind && diagnosis.Beneath == Beneath ? Looks + 1 : 1,
        KindSince = diagnosis.Kind == Kind ? KindSince : now,
        FaultSince = diagnosis.Kind switch
        {
            FailureKind.DatabaseUnavailable or FailureKind.DatabaseReadOnly => FaultSince ?? failingSince,
            FailureKind.PlatformRecovering or FailureKind.Unobservable => FaultSince,
            _ => null, // it was used again in between
        },
    };

    /// <summary>
    /// Plans the next looks, which one activity makes: as many as are missing until the diagnosis counts, and while only the standby is
    /// missing, as many as there is time for. Null when one is enough.
    /// </summary>
    /// <param name="pause">The pause before the first of them.</param>
    /// <param name="maxWait">The longest pause between two, whatever the platform asks for.</param>
    /// <param name="until">When the last is made at the latest, UTC; null: there is no deadline.</param>
    internal DatabaseActivities.DatabaseWatch? Watch(TimeSpan pause, DatabaseOptions limits, TimeSpan maxWait, DateTime? until)
    {
        int missing = Kind == FailureKind.StandbyUnhealthy ? int.MaxValue : limits.ChecksNeeded - Looks;
        if (pause <= TimeSpan.Zero || missing <= 1 || Kind is not { } kind)
        {
            return null;
        }

        return new(kind, HasMoved, missing, limits.CheckInterval) { MaxWait = maxWait, Until = until };
    }

    /// <summary>Begins anew after something was done: what was seen before counts no more.</summary>
    public DatabaseProgress Acted(DateTime now) => this with { Kind = null, Looks = 0, KindSince = now, WaitingSince = now };
}

/// <summary>Tells what a failover may have lost because commits went on without the standby before it. Pure.</summary>
public static class LossPolicy
{
    // The web servers notice a fault a little later than the standby, and the metric has a grain.
    private const int PartOfSlack = 4;

    /// <summary>Gives the sentence for people; null when nothing speaks for a loss.</summary>
    public static string? Sentence(DatabaseProgress progress, DatabaseOptions limits)
    {
        if (progress is not { BlindSince: { } since, BrokeAt: { } broke } || broke - since <= limits.FaultSlack / PartOfSlack)
        {
            return null;
        }

        return DatabaseText.Loss(since, broke);
    }
}
