using Steadfast.Functions.Incidents;
using Steadfast.Functions.Notifications;
using Steadfast.Local.AzureEmulator;

namespace Steadfast.Local.Scenarios.Invariants;

/// <summary>What the automation did in one run, as seen from its outside, and what it says about it.</summary>
/// <param name="Instances">How many instances there were at the beginning.</param>
/// <param name="Bounds">What it must keep to.</param>
/// <param name="Operations">What it had the platform do, oldest first.</param>
/// <param name="Incidents">Its own records.</param>
/// <param name="Health">Who served when.</param>
/// <param name="Pauses">When it was paused.</param>
public sealed record Conduct(
    int Instances, Bounds Bounds, IReadOnlyList<Operation> Operations, IReadOnlyList<IncidentRecord> Incidents, HealthHistory Health, IReadOnlyList<Pause> Pauses)
{
    /// <summary>The time of the run: what its records tell must lie within. Null: not known.</summary>
    public Span? Run { get; init; }

    /// <summary>Which instances came and went, oldest first.</summary>
    public IReadOnlyList<Move> Moves { get; init; } = [];

    /// <summary>Every operation on the scale set, whoever began it.</summary>
    public IReadOnlyList<Operation> ByAnybody { get; init; } = [];

    /// <summary>What people were told.</summary>
    public IReadOnlyList<Notice> Notices { get; init; } = [];

    /// <summary>How the deliveries of alerts were answered: an HTTP status, or what came instead.</summary>
    public IReadOnlyList<string> AlertAnswers { get; init; } = [];

    /// <summary>What must stand in no record and no notice.</summary>
    public IReadOnlyList<string> Secrets { get; init; } = [];

    /// <summary>Length of the longest record that was seen while its incident was open, in characters of JSON.</summary>
    public int MaxStatus { get; init; }

    /// <summary>The last look of the watchdog at the end of the run; null when it does not look, or could not be asked.</summary>
    public DateTimeOffset? LastLook { get; init; }

    /// <summary>What was done with the database; null when there is none.</summary>
    public DatabaseConduct? Database { get; init; }

    /// <summary>The operations that change an instance or how many there are; not those that only say who repairs.</summary>
    public IReadOnlyList<Operation> Repairs => [.. Operations.Where(operation => operation.Kind is not OperationKind.OrchestrationService)];
}

/// <summary>The limits of the automation, in the terms of an observer.</summary>
/// <param name="MaxPercentInRepair">Share of the instances that may be in repair at once; one always may.</param>
/// <param name="FloorPercent">Share of the instances that its own actions must leave serving.</param>
/// <param name="Tick">Within this time a pause holds.</param>
public sealed record Bounds(int MaxPercentInRepair, int FloorPercent, TimeSpan Tick)
{
    /// <summary>The longest time that an incident may go without a word: the deadline of an operation, and the longest pause that a platform is granted.</summary>
    public TimeSpan Silence { get; init; } = TimeSpan.FromMinutes(4);
}

/// <summary>A time in which the automation was paused.</summary>
/// <param name="From">When the pause was acknowledged.</param>
/// <param name="Until">When its end was asked for; null when it was not.</param>
public sealed record Pause(DateTimeOffset From, DateTimeOffset? Until);

/// <summary>A time with a begin and an end.</summary>
/// <param name="From">When it began.</param>
/// <param name="Until">When it ended.</param>
public sealed record Span(DateTimeOffset From, DateTimeOffset Until);

/// <summary>An instance came or went.</summary>
/// <param name="At">When.</param>
/// <param name="InstanceId">Number of the instance.</param>
/// <param name="Comes">Whether it came.</param>
public sealed record Move(DateTimeOffset At, string InstanceId, bool Comes);

/// <summary>What the automation did with the database, and what was true of it meanwhile.</summary>
/// <param name="Operations">What it had the platform do, oldest first.</param>
/// <param name="Asked">When it asked the platform for a failover, accepted or not.</param>
/// <param name="Standby">What the platform knew of the standby since when, oldest first.</param>
/// <param name="Acknowledged">When writes of the client were acknowledged.</param>
public sealed record DatabaseConduct(
    IReadOnlyList<Operation> Operations, IReadOnlyList<DateTimeOffset> Asked, IReadOnlyList<StandbyChange> Standby, IReadOnlyCollection<DateTimeOffset> Acknowledged);

/// <summary>The state of high availability from a moment on.</summary>
/// <param name="At">The moment.</param>
/// <param name="State">See <see cref="HighAvailabilityState"/>.</param>
public sealed record StandbyChange(DateTimeOffset At, string State);
