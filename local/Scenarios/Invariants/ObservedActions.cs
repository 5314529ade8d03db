using Steadfast.Functions.Incidents;
using Steadfast.Functions.Notifications;
using Steadfast.Local.AzureEmulator;

namespace Steadfast.Local.Scenarios.Invariants;

/// <summary>Actions of the automation in one run, as seen from outside, and its own words about them.</summary>
/// <param name="Instances">How many instances there were at the beginning.</param>
/// <param name="Bounds">What it must keep to.</param>
/// <param name="Operations">What it had the platform do, oldest first.</param>
/// <param name="Incidents">Its own records.</param>
/// <param name="Health">Who served when.</param>
/// <param name="Pauses">When it was paused.</param>
public sealed record ObservedActions(
    int Instances, Bounds Bounds, IReadOnlyList<Operation> Operations, IReadOnlyList<IncidentRecord> Incidents, HealthHistory Health,
    IReadOnlyList<Pause> Pauses)
{
    /// <summary>The time of the run: what its records tell must lie within. Null: not known.</summary>
    public Span? Run { get; init; }

    /// <summary>Sizes that others than the automation gave the scale set, oldest first.</summary>
    public IReadOnlyList<SizeChange> Resized { get; init; } = [];

    /// <summary>
    /// Number of instances that there should be at a moment, without the one that a replacement adds. Those that were asked for and not made within an hour do not count.
    /// </summary>
    public int SizeAt(DateTimeOffset at) =>
        Math.Min(Resized.LastOrDefault(change => change.At <= at)?.Instances ?? Instances, MostBetween(at - TimeSpan.FromHours(1), at));

    /// <summary>Instances that came and went, oldest first.</summary>
    public IReadOnlyList<Move> Moves { get; init; } = [];

    /// <summary>The most instances that there were at once within a time.</summary>
    public int MostBetween(DateTimeOffset from, DateTimeOffset until)
    {
        int count = Instances + Moves.Where(move => move.At <= from).Sum(move => move.Change);
        int most = count;
        foreach (Move move in Moves.Where(move => move.At > from && move.At <= until))
        {
            count += move.Change;
            most = Math.Max(most, count);
        }

        return most;
    }

    /// <summary>Every operation on the scale set, whoever began it.</summary>
    public IReadOnlyList<Operation> ByAnybody { get; init; } = [];

    /// <summary>Notices that people were given.</summary>
    public IReadOnlyList<Notice> Notices { get; init; } = [];

    /// <summary>Answers to the deliveries of alerts: an HTTP status, or what came instead.</summary>
    public IReadOnlyList<string> AlertAnswers { get; init; } = [];

    /// <summary>Texts that must stand in no record and no notice.</summary>
    public IReadOnlyList<string> Secrets { get; init; } = [];

    /// <summary>Length of the longest record that was seen while its incident was open, in characters of JSON.</summary>
    public int MaxStatus { get; init; }

    /// <summary>The last look of the watchdog at the end of the run; null when it does not look, or could not be asked.</summary>
    public DateTimeOffset? LastLook { get; init; }

    /// <summary>Actions on the database; null when there is none.</summary>
    public ObservedDatabase? Database { get; init; }

    /// <summary>Times at which a deployment held the lease.</summary>
    public IReadOnlyList<Pause> Leases { get; init; } = [];

    /// <summary>Incidents that people ended, with the time.</summary>
    public IReadOnlyList<Answer> Aborts { get; init; } = [];

    /// <summary>Incidents of which people approved an action, with the time.</summary>
    public IReadOnlyList<Answer> Approvals { get; init; } = [];

    /// <summary>Freedom that the automation has with each class of action.</summary>
    public ModeOptions Modes { get; init; } = new();

    /// <summary>Things held, at the end of the run, for incidents that have ended: keys, permits, the automatic repairs.</summary>
    public IReadOnlyList<string> Held { get; init; } = [];

    /// <summary>The requests by which the platform was asked to change something, and was refused, oldest first.</summary>
    public IReadOnlyList<RefusedRequest> Refused { get; init; } = [];

    /// <summary>Answers of the automation's endpoints, but for alerts: "GET api/incidents 200".</summary>
    public IReadOnlyList<string> Answers { get; init; } = [];

    /// <summary>The most memory that its process has had, in MB; null when it cannot be told.</summary>
    public double? MemoryMb { get; init; }

    /// <summary>Length of its journal at the end, in MB; null when it has none.</summary>
    public double? JournalMb { get; init; }

    /// <summary>The operations that change an instance or how many there are; not those that only say who repairs.</summary>
    public IReadOnlyList<Operation> Repairs => [.. Operations.Where(operation => operation.Kind is not OperationKind.OrchestrationService)];
}

/// <summary>The limits of the automation, in the terms of an observer.</summary>
/// <param name="MaxPercentInRepair">Share of the instances that may be in repair at once; one always may.</param>
/// <param name="FloorPercent">Share of the instances that its own actions must leave serving.</param>
/// <param name="Tick">Within this time a pause holds.</param>
public sealed record Bounds(int MaxPercentInRepair, int FloorPercent, TimeSpan Tick)
{
    /// <summary>
    /// The longest time that an incident may go without a word: the deadline of an operation, and the longest pause that a platform is
    /// granted.
    /// </summary>
    public TimeSpan Silence { get; init; } = TimeSpan.FromMinutes(4);

    /// <summary>
    /// Within this time an incident ends that a person has ended: only a request that changes something is still waited for.
    /// </summary>
    public TimeSpan Answer { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Time for which an operation of a kind counts as a repair that runs: its own deadline. One that is stuck for longer must not keep
    /// every other repair away. By default for as long as it runs.
    /// </summary>
    public Func<string, TimeSpan> CountsFor { get; init; } = static _ => TimeSpan.MaxValue;

    /// <summary>The most memory that its process may have beside what each alert takes, in MB.</summary>
    public double MemoryMb { get; init; } = 400;

    /// <summary>
    /// The longest that its journal may be beside what each alert takes, in MB: what is appended until it is compacted, and as much again.
    /// </summary>
    public double JournalMb { get; init; } = 128;
}

/// <summary>A time in which the automation was paused.</summary>
/// <param name="From">When the pause was acknowledged.</param>
/// <param name="Until">When its end was asked for; null when it was not.</param>
public sealed record Pause(DateTimeOffset From, DateTimeOffset? Until);

/// <summary>A person has answered an incident.</summary>
/// <param name="At">When that was acknowledged; for an approval when it was sent.</param>
/// <param name="IncidentId">Which.</param>
public sealed record Answer(DateTimeOffset At, string IncidentId);

/// <summary>A request to change something that the platform has refused.</summary>
/// <param name="At">When.</param>
/// <param name="What">Method and path, and the number of instances that it asks for: "PATCH /web to 4".</param>
/// <param name="Code">The platform's word for it.</param>
public sealed record RefusedRequest(DateTimeOffset At, string What, string Code);

/// <summary>A time with a begin and an end.</summary>
/// <param name="From">When it began.</param>
/// <param name="Until">When it ended.</param>
public sealed record Span(DateTimeOffset From, DateTimeOffset Until);

/// <summary>An instance came or went.</summary>
/// <param name="At">When.</param>
/// <param name="InstanceId">Number of the instance.</param>
/// <param name="Comes">Whether it came.</param>
public sealed record Move(DateTimeOffset At, string InstanceId, bool Comes)
{
    /// <summary>True when somebody else than the automation took it away.</summary>
    public bool IsByOthers { get; init; }

    /// <summary>By how much it changes the number of instances.</summary>
    public int Change => Comes ? 1 : -1;
}

/// <summary>Actions of the automation on the database, and the state of the database meanwhile.</summary>
/// <param name="Operations">What it had the platform do, oldest first.</param>
/// <param name="Asked">When it asked the platform for a failover, accepted or not.</param>
/// <param name="Standby">What the platform knew of the standby since when, oldest first.</param>
/// <param name="Acknowledged">When writes of the client were acknowledged.</param>
public sealed record ObservedDatabase(
    IReadOnlyList<Operation> Operations, IReadOnlyList<DateTimeOffset> Asked, IReadOnlyList<StandbyChange> Standby,
    IReadOnlyCollection<DateTimeOffset> Acknowledged)
{
    /// <summary>Number of acknowledged writes that are not stored.</summary>
    public int Lost { get; init; }

    /// <summary>Leftovers of the trial writes: rows of their own table, and notes that no client has written.</summary>
    public Leftovers Leftovers { get; init; } = new(0, 0);
}

/// <summary>Leftovers of trial writes.</summary>
/// <param name="Rows">Rows of their own table.</param>
/// <param name="Notes">Notes that no client has written.</param>
public sealed record Leftovers(int Rows, int Notes);

/// <summary>The state of high availability from a moment on.</summary>
/// <param name="At">The moment.</param>
/// <param name="State">See <see cref="HighAvailabilityState"/>.</param>
public sealed record StandbyChange(DateTimeOffset At, string State);

/// <summary>Somebody else than the automation, such as autoscale, set the number of instances.</summary>
/// <param name="At">When.</param>
/// <param name="Instances">The number.</param>
public sealed record SizeChange(DateTimeOffset At, int Instances);
