using System.ComponentModel.DataAnnotations;

namespace Steadfast.Functions.Watchdog;

/// <summary>
/// Sets the times and limits of the watchdog. App settings <c>Watchdog__*</c>. How often it looks is the app setting
/// <c>WatchdogSchedule</c>, an NCRONTAB expression.
/// </summary>
public sealed record WatchdogOptions
{
    /// <summary>Names the configuration section these options are bound from.</summary>
    public const string Section = "Watchdog";

    /// <summary>
    /// Gets the number of looks in a row in which an instance must be sick until an incident is opened without an alert. Default 2.
    /// </summary>
    [Range(1, 100)]
    public int SickLooks { get; init; } = 2;

    /// <summary>
    /// Gets the time after an incident when the next one is opened for an instance that has not been seen well since. Default 10 min.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan ReopenAfter { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// Gets the number of times that an instance must have stopped serving within <see cref="FlapWindow"/> to be flapping. Default 3.
    /// </summary>
    [Range(2, 100)]
    public int Flaps { get; init; } = 3;

    /// <summary>Gets the time within which <see cref="Flaps"/> are counted. Default 10 min.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan FlapWindow { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// Gets the time for which an instance that does not serve is left to a rolling upgrade, or to an operation of the platform on it,
    /// without an incident; and for which instances may be missing that are wanted. Default 15 min.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan LongChange { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>Gets the time after which an incident that is still open is reported. Default 2 h.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "7.00:00:00")]
    public TimeSpan LongIncident { get; init; } = TimeSpan.FromHours(2);

    /// <summary>
    /// Gets the time after which an incident that shows no sign of life, and does not wait for a person's approval, is given up, and its
    /// key is free. Default 10 min; longer than twice <c>Recovery__MaxWait</c>.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:10", "1.00:00:00")]
    public TimeSpan StuckAfter { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// Gets the time that an alert may take that should have come before the watchdog; then its absence is reported. Default 10 min.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan AlertGrace { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// Gets the time after which a target that is refused, be it in one incident after the other, is reported. Default 1 h.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "7.00:00:00")]
    public TimeSpan LongRefusal { get; init; } = TimeSpan.FromHours(1);

    /// <summary>
    /// Gets the interval at which the synthetic alert comes, as its rule says; after three times that without one, the silence is reported.
    /// Zero when there is no such rule. Default 30 min.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan SyntheticEvery { get; init; } = TimeSpan.FromMinutes(30);
}
