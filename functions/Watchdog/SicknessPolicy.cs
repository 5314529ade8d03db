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
    public static WatchedTarget After(WatchedTarget known, bool? isSick, DateTime sickSince, IncidentsUnderKey incidents, DateTime now)
    {
        WatchedTarget after = known with
        {
            SickLooks = isSick switch { true => known.SickLooks + 1, false => 0, null => known.SickLooks },
            SickSince = isSick switch { true => known.SickSince ?? sickSince, false => null, null => known.SickSince },
            LastIncident = isSick == false ? null : Earlier(known.LastIncident, now),
            Openings = isSick == false ? 0 : known.Openings,
        };
        if (incidents is { Open: not null, IsRunning: true })
        {
            return after with { LastIncident = now };
        }

        // It began and ended between two looks, about this very fault.
        return incidents.LastEnded >= after.SickSince && !(after.LastIncident > incidents.LastEnded)
            ? after with { LastIncident = incidents.LastEnded }
            : after;
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
    /// An incident was opened for it. Until something is done about it, or the incident is about just that, it is remembered how often it
    /// fell.
    /// </summary>
    public static WatchedTarget Opened(WatchedTarget target, bool asFlapping, DateTime now) =>
        target with { LastIncident = now, Falls = asFlapping ? [] : target.Falls, Openings = target.Openings + 1 };

    // A clock that was ahead and is right again must not put the next incident off until it is reached.
    private static DateTime? Earlier(DateTime? moment, DateTime now) => moment > now ? now : moment;

    // A fault that lasts is told again, but not all night in the same measure.
    private static TimeSpan ReopenAfter(WatchedTarget target, WatchdogOptions options)
    {
        TimeSpan doubled = options.ReopenAfter * Math.Pow(2, Math.Clamp(target.Openings - 1, 0, MaxDoublings));
        return doubled < MaxReopenAfter || options.ReopenAfter > MaxReopenAfter ? doubled : MaxReopenAfter;
    }
}
