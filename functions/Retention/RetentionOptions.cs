using System.ComponentModel.DataAnnotations;

namespace Steadfast.Functions.Retention;

/// <summary>
/// Limits what is kept after it has ended, by age and number. App settings <c>Recovery__*</c>; no incident is given them.
/// </summary>
public sealed record RetentionOptions
{
    /// <summary>Names the configuration section these options are bound from.</summary>
    public const string Section = "Recovery";

    /// <summary>Gets the time that what has ended is kept. Default 30 days. Incidents that acted are never purged before.</summary>
    [Range(typeof(TimeSpan), "01:00:00", "3650.00:00:00")]
    public TimeSpan KeepFor { get; init; } = TimeSpan.FromDays(30);

    /// <summary>
    /// Gets the number of alerts, and of incidents that ended without an action, that are kept, the newest; those of the last 15 minutes
    /// beside. Default 2,000 of each.
    /// </summary>
    [Range(100, 100_000)]
    public int KeepAtMost { get; init; } = 2_000;
}
