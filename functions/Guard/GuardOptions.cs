using System.ComponentModel.DataAnnotations;

namespace Steadfast.Functions.Guard;

/// <summary>Sets the limits of the automation. App settings <c>Guard__*</c>. The defaults work for 1, 2, 3 and 100 instances.</summary>
public sealed record GuardOptions
{
    /// <summary>Names the configuration section these options are bound from.</summary>
    public const string Section = "Guard";

    /// <summary>Gets the share of the instances that may be in repair at once, in percent; one may always be. Default 20.</summary>
    [Range(1, 100)]
    public int MaxPercentInRepair { get; init; } = 20;

    /// <summary>
    /// Gets the share of the instances that must go on serving, in percent, when an action is asked for on one that serves. Default 50.
    /// A repair of one that does not serve takes nothing away and is not bound by it.
    /// </summary>
    [Range(0, 100)]
    public int FloorPercent { get; init; } = 50;

    /// <summary>
    /// Gets the time after an incident that a new one for the same target and failure class waits before it acts. Default 5 min. After a
    /// repair that was tried first while most were down, and did not help, another instance waits for twice that time, and the same one for
    /// four times.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan CoolDown { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// Gets the time within which a target that fails again starts one rung higher; three times that after a repair that did not help.
    /// Default 1 h.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "7.00:00:00")]
    public TimeSpan RepeatWindow { get; init; } = TimeSpan.FromHours(1);

    /// <summary>
    /// Gets the number of incidents in a row in which acting did not help, after which nothing more is done until a person re-arms.
    /// Default 3.
    /// </summary>
    [Range(1, 100)]
    public int BreakerFailures { get; init; } = 3;

    /// <summary>Gets the time within which failures count for the breaker. Default 1 h.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "7.00:00:00")]
    public TimeSpan BreakerWindow { get; init; } = TimeSpan.FromHours(1);

    /// <summary>
    /// Gets the time after which a permit that nobody gave back is void. Default 4 h, longer than all deadlines of a replacement together.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan PermitLife { get; init; } = TimeSpan.FromHours(4);

    /// <summary>Gets the time that an incident waits for a permit before it closes as refused. Default 1 h.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan RefusalDeadline { get; init; } = TimeSpan.FromHours(1);
}

/// <summary>Computes the numbers behind the limits, for any number of instances. Pure.</summary>
public static class GuardLimits
{
    /// <summary>Computes the number of instances that may be in repair at once: the share, rounded down, and always one.</summary>
    public static int Budget(int total, GuardOptions limits) => Math.Max(1, total * limits.MaxPercentInRepair / 100);

    /// <summary>Computes the number of instances that must go on serving: the share, rounded up.</summary>
    public static int Floor(int total, GuardOptions limits) => ((total * limits.FloorPercent) + 99) / 100;

    /// <summary>Computes the time after a canary that did not help when the next one is tried.</summary>
    /// <param name="isSame">Whether it would be the same instance: another one tells more.</param>
    public static TimeSpan CanaryRest(bool isSame, GuardOptions limits) => (isSame ? 4 : 2) * limits.CoolDown;

    /// <summary>Tells whether so many sick ones are a storm: at least two, and more than half.</summary>
    /// <param name="sick">How many do not serve.</param>
    public static bool IsStorm(int sick, int total) => sick >= 2 && sick * 2 > total;
}
