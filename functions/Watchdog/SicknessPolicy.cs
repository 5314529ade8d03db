using Steadfast.Functions.Incidents;

namespace Steadfast.Functions.Watchdog;

/// <summary>
/// Counts in how many looks a target was sick, and decides whether an incident is opened for it without an alert: of an instance as of the
/// database. Pure.
/// </summary>
internal static class SicknessPolicy
{
    private const int MaxDoublings = 6;
    private static readonly TimeSpan MaxReopenAfter = TimeSpan.FromHours(2);
    private static readonly TimeSpan MaxLeftAlone = TimeSpan.FromMinutes(15);

    /// <summary>Computes the memory after one more look.</summary>
    /// <param name="isSick">What the look shows; null when it does not tell.</param>
    /// <param name="sickSince">Since when it is sick when this is the first look that shows it, UTC.</param>
    /// <param name="lookBefore">The look before this one, UTC; null when it was the first, or is not known.</param>
    public static WatchedTarget After(
        WatchedTarget known, bool? isSick, DateTime sickSince, IncidentsUnderKey incidents, DateTime now, DateTime? lookBefore = null)
    {
        WatchedTarget after = Count(known, isSick, sickSince, now);
        if (isSick != false)
        {
            after = after with { WellAt = known.WellAt ?? lookBefore };
        }

        if (incidents is { Open: not null, IsRunning: true })
        {
            return after with { LastIncident = now };
        }

        // It began and ended between two looks, about this very fault.
        if (incidents.LastEnded >= after.SickSince && !(after.LastIncident > incidents.LastEnded))
        {
            return after with { LastIncident = incidents.LastEnded };
        }

        return after;
    }

    /// <summary>Tells whether an incident is opened now, for one that is sick and has none.</summary>
    public static bool IsDue(WatchedTarget target, int looks, DateTime now, WatchdogOptions options) =>
        target.SickLooks >= looks && !HadIncident(target, now, options);

    /// <summary>Tells whether an incident for it was open so lately that the next one is put off.</summary>
    public static bool HadIncident(WatchedTarget target, DateTime now, WatchdogOptions options) =>
        now - target.LastIncident < ReopenAfter(target, options);

    /// <summary>
    /// Tells whether one that is left alone with all others has been sick for so long that a person is told of it: for a quarter of an hour
    /// when it had no incident since it fell, else for two hours since its last one.
    /// </summary>
    public static bool IsForgotten(WatchedTarget target, DateTime now) =>
        now - target.SickSince >= MaxLeftAlone && !(now - target.LastIncident < MaxReopenAfter);

    /// <summary>
    /// Records that an incident was opened for it. Until something is done about it, or the incident is about just that, it is remembered
    /// how often it fell.
    /// </summary>
    public static WatchedTarget Opened(WatchedTarget target, bool asFlapping, DateTime now)
    {
        WatchedTarget after = target with { LastIncident = now, Openings = target.Openings + 1 };
        if (asFlapping)
        {
            return after with { Falls = [] };
        }

        return after;
    }

    private static WatchedTarget Count(WatchedTarget known, bool? isSick, DateTime sickSince, DateTime now)
    {
        // A clock that was ahead and is right again must not put the next incident off until it is reached.
        WatchedTarget kept = known with { LastIncident = known.LastIncident > now ? now : known.LastIncident };
        return isSick switch
        {
            true => kept with { SickLooks = known.SickLooks + 1, SickSince = known.SickSince ?? sickSince },
            false => known with { SickLooks = 0, SickSince = null, WellAt = null, LastIncident = null, Openings = 0 },
            null => kept,
        };
    }

    // A fault that lasts is told again, but not all night in the same measure.
    private static TimeSpan ReopenAfter(WatchedTarget target, WatchdogOptions options)
    {
        TimeSpan doubled = options.ReopenAfter * Math.Pow(2, Math.Clamp(target.Openings - 1, 0, MaxDoublings));
        if (doubled < MaxReopenAfter || options.ReopenAfter > MaxReopenAfter)
        {
            return doubled;
        }

        return MaxReopenAfter;
    }
}
