using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace Steadfast.Functions.Incidents;

/// <summary>
/// Sets times and limits of a recovery. App settings <c>Recovery__*</c>; whoever starts an incident reads them and passes them in its
/// input, so a changed setting never reaches a running one.
/// </summary>
public sealed record RecoveryOptions : IValidatableObject
{
    /// <summary>Names the configuration section these options are bound from.</summary>
    public const string Section = "Recovery";

    /// <summary>
    /// Gets the time between two looks while nothing can be decided. Default 10 s: instance views refill at 10 to 12 reads a minute.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:10:00")]
    public TimeSpan CheckInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Gets the longest time that an open incident waits at once: it looks again then, however long the platform asks to wait. At least as
    /// long as every interval. Default 2 min.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan MaxWait { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Gets the time that an incident may stay without a remedy before a person is asked. Default 5 min.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "06:00:00")]
    public TimeSpan DecisionDeadline { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Gets the time between two polls of an operation when ARM gives no longer Retry-After. Default 5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:10:00")]
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Gets the time that a restart may take until ARM says that it is done. Default 10 min.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "06:00:00")]
    public TimeSpan RestartDeadline { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Gets the time that a reimage may take until ARM says that it is done. Default 20 min.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "06:00:00")]
    public TimeSpan ReimageDeadline { get; init; } = TimeSpan.FromMinutes(20);

    /// <summary>
    /// Gets the time that a replacement may take: adding an instance, until it serves, and deleting the old one. Default 30 min.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "06:00:00")]
    public TimeSpan ReplaceDeadline { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>
    /// Gets the time that saving the evidence of an instance may hold up its reimage or replacement: less than an activity has. Default 30 s.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:00:40")]
    public TimeSpan EvidenceDeadline { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Gets the time that an incident waits for what somebody else is doing: a deployment, a failing zone, the database. Default 30 min.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "06:00:00")]
    public TimeSpan YieldDeadline { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>Gets the time that a person may take to approve an action whose mode is approve. Default 30 min.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan ApprovalDeadline { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>Gets the treatment of the scale set's own automatic repairs when they are running. Default suspend.</summary>
    public PlatformRepairs PlatformRepairs { get; init; } = PlatformRepairs.Suspend;

    /// <summary>Gets the time between two looks while waiting for the instance to serve. Default 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:10:00")]
    public TimeSpan VerifyInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Gets the time after a finished action within which the instance must serve, and after which an instance that a replacement added and
    /// that no list shows counts as gone. Default 5 min.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "06:00:00")]
    public TimeSpan RestoreDeadline { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Gets the time that the instance must serve without a break before the incident closes. Default 1 min.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "06:00:00")]
    public TimeSpan StayHealthy { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Gets the age up to which incidents and alerts are listed. Default 7 days.</summary>
    [Range(typeof(TimeSpan), "01:00:00", "365.00:00:00")]
    public TimeSpan ShownFor { get; init; } = TimeSpan.FromDays(7);

    /// <summary>
    /// Gets the number of times that one rung is tried before the next. Default 1: what one restart did not mend, another seldom does.
    /// </summary>
    [Range(1, 5)]
    public int AttemptsPerRung { get; init; } = 1;

    /// <summary>Checks the rules that bind several of them.</summary>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        (string Name, TimeSpan Interval)[] intervals =
            [(nameof(CheckInterval), CheckInterval), (nameof(PollInterval), PollInterval), (nameof(VerifyInterval), VerifyInterval)];
        return intervals.Where(known => known.Interval > MaxWait).Select(known => new ValidationResult(
            $"{Section}__{nameof(MaxWait)} ({MaxWait}) must be at least as long as {Section}__{known.Name} ({known.Interval}): "
                + "raise the one or lower the other.",
            [nameof(MaxWait)]));
    }
}

/// <summary>Decides who repairs while the scale set's own automatic repairs are running: never both at once.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<PlatformRepairs>))]
public enum PlatformRepairs
{
    /// <summary>They are suspended as long as an incident acts, and resumed after it.</summary>
    Suspend,

    /// <summary>The automation leaves instances to them, and hands over to a person when they do not help.</summary>
    StandDown,
}
