using System.Text.Json.Serialization;
using Steadfast.Functions.Durable;

namespace Steadfast.Functions.Guard;

/// <summary>Everything the guard knows. It is small: every list is bounded in number or in time.</summary>
public sealed record GuardState
{
    /// <summary>The database as a target; every other target is an instance, by its number in the scale set.</summary>
    public const string DatabaseTarget = "database";

    /// <summary>
    /// Time, UTC, as far as the guard believes it; see <see cref="GuardClock"/>. The default before it was asked for the first time.
    /// </summary>
    public DateTime Time { get; init; }

    /// <summary>A moment that it was told and does not believe yet; null when there is none.</summary>
    public UnconfirmedTime? Unconfirmed { get; init; }

    /// <summary>The pause a person asked for; null when there is none.</summary>
    public AutomationPause? Pause { get; init; }

    /// <summary>The lease of a deployment, also one that ran out and was neither released nor reported; null when there is none.</summary>
    public DeploymentLease? Lease { get; init; }

    /// <summary>The circuit breaker of the web servers: how often in a row acting on them did not help.</summary>
    public Breaker Breaker { get; init; } = new([], null);

    /// <summary>
    /// The circuit breaker of the database. Web servers that cannot be mended never hold its failover up, nor the other way round.
    /// </summary>
    public Breaker DatabaseBreaker { get; init; } = new([], null);

    /// <summary>The storm that is on: more than half of the instances are sick; null when there is none.</summary>
    public Storm? Storm { get; init; }

    /// <summary>The storm before; null when there was none.</summary>
    public PastStorm? LastStorm { get; init; }

    /// <summary>Permits that are held, by target.</summary>
    [JsonConverter(typeof(PackedList<Permit>))]
    public IReadOnlyList<Permit> Permits { get; init; } = [];

    /// <summary>
    /// The incidents that were ended from outside and have not said yet that they have come to their end, the newest 100.
    /// </summary>
    [JsonConverter(typeof(PackedList<PermitRevocation>))]
    public IReadOnlyList<PermitRevocation> Revocations { get; init; } = [];

    /// <summary>Targets that rest after an incident.</summary>
    [JsonConverter(typeof(PackedList<CoolDown>))]
    public IReadOnlyList<CoolDown> CoolDowns { get; init; } = [];

    /// <summary>Actions on each target within the repeat window, oldest first.</summary>
    [JsonConverter(typeof(PackedList<Repair>))]
    public IReadOnlyList<Repair> Repairs { get; init; } = [];

    /// <summary>
    /// Refusals that stand, with their beginning; the first 20, so that those that have waited longest are never lost for others.
    /// </summary>
    [JsonConverter(typeof(PackedList<OngoingRefusal>))]
    public IReadOnlyList<OngoingRefusal> Refusals { get; init; } = [];

    /// <summary>Holders of the suspension of the scale set's own automatic repairs.</summary>
    public AutoRepairLock Hold { get; init; } = new([], false);

    /// <summary>The newest changes that people asked for, oldest first.</summary>
    public IReadOnlyList<GuardChange> Changes { get; init; } = [];

    /// <summary>Tells whether an incident was given up because it does not run.</summary>
    public bool HasGivenUp(string incidentId) => Revocations.Any(known => known.IncidentId == incidentId && known.GivenUpAt is not null);

    /// <summary>The circuit breaker that holds actions on a target back.</summary>
    /// <param name="target">Number of the instance, or "database".</param>
    public Breaker BreakerOf(string target) => target == DatabaseTarget ? DatabaseBreaker : Breaker;
}

/// <summary>A pause of the automation.</summary>
/// <param name="Reason">Why.</param>
/// <param name="By">Who.</param>
/// <param name="Since">Since when, UTC.</param>
/// <param name="Until">When it ends by itself, UTC; null: when it is resumed.</param>
public sealed record AutomationPause(string Reason, string By, DateTime Since, DateTime? Until);

/// <summary>A deployment is at work; the automation keeps away.</summary>
/// <param name="Owner">Which deployment.</param>
/// <param name="Since">Since when, UTC.</param>
/// <param name="Until">Until when it is held, UTC.</param>
public sealed record DeploymentLease(string Owner, DateTime Since, DateTime Until)
{
    /// <summary>Tells whether it holds the automation back.</summary>
    public bool IsHeld(DateTime now) => now < Until;
}

/// <summary>The circuit breaker.</summary>
/// <param name="Failures">When acting did not help, UTC; in a row, within the window.</param>
/// <param name="OpenSince">Since when nothing more is done, UTC; null while it is closed.</param>
public sealed record Breaker(IReadOnlyList<DateTime> Failures, DateTime? OpenSince);

/// <summary>A permit that is out.</summary>
/// <param name="IncidentId">Who has it.</param>
/// <param name="Target">For which target.</param>
/// <param name="Action">For what.</param>
/// <param name="AskedBy">Who or what started the incident.</param>
/// <param name="IsManual">Whether a person ordered it.</param>
/// <param name="TakesDown">Whether the target served when it was given, and the action takes it down.</param>
/// <param name="Since">Since when, UTC.</param>
/// <param name="VoidAt">When it becomes void if nobody gives it back, UTC.</param>
/// <param name="IsCanary">Whether it is the one repair that is tried while more than half are sick.</param>
public sealed record Permit(
    string IncidentId, string Target, [property: JsonConverter(typeof(ActionNames))] RepairAction Action, string AskedBy, bool IsManual,
    bool TakesDown, DateTime Since, DateTime VoidAt, bool IsCanary)
{
    /// <summary>Tells whether it is about an instance; only those share a budget and a floor.</summary>
    public bool IsOfInstance => Action.IsOfInstance();

    /// <summary>
    /// The end of its incident, after which its action may still run on the platform until it becomes void; null while the incident holds
    /// it.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public PermitLeft? Left { get; init; }

    /// <summary>
    /// Tells whether an incident holds it: one that was left behind lets nothing begin, and nobody renews it or gives it back.
    /// </summary>
    public bool IsHeldBy(string incidentId, string target) => Left is null && IncidentId == incidentId && Target == target;
}

/// <summary>An incident has ended, and its action may still run on the platform.</summary>
/// <param name="Since">When the platform accepted the action, UTC; when its permit was given, where that is not known.</param>
/// <param name="How">How the incident ended, as part of a sentence: "was ended by operator anna".</param>
public sealed record PermitLeft(DateTime Since, string How)
{
    /// <summary>
    /// Place where the progress of the action can be read, for the watchdog; null where that is not known. What is shown to people leaves
    /// it out.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? StatusUrl { get; init; }
}

/// <summary>A target rests.</summary>
/// <param name="Target">The target.</param>
/// <param name="FailureClass">The class of failure it rests for.</param>
/// <param name="IncidentId">The incident that ended.</param>
/// <param name="Until">Until when, UTC.</param>
public sealed record CoolDown(string Target, string FailureClass, string IncidentId, DateTime Until);

/// <summary>Something was done to a target.</summary>
/// <param name="Target">The target.</param>
/// <param name="Rung">What.</param>
/// <param name="At">When it ended, UTC.</param>
/// <param name="Helped">Whether it helped.</param>
public sealed record Repair(string Target, RepairAction Rung, DateTime At, bool Helped);

/// <summary>A target whose repair is refused again and again, from one incident to the next.</summary>
/// <param name="Target">The target.</param>
/// <param name="IncidentId">The incident that asked last.</param>
/// <param name="Since">The first refusal, UTC.</param>
/// <param name="Last">The last refusal, UTC.</param>
/// <param name="Count">How many there were.</param>
/// <param name="Refusal">The last one.</param>
public sealed record OngoingRefusal(string Target, string IncidentId, DateTime Since, DateTime Last, int Count, Refusal Refusal);

/// <summary>The scale set's own automatic repairs while incidents are open.</summary>
/// <param name="Holders">The incidents that need them suspended.</param>
/// <param name="IsSuspendedByUs">Whether the automation suspended them, and so has to resume them.</param>
public sealed record AutoRepairLock(
    [property: JsonConverter(typeof(PackedList<string>))] IReadOnlyList<string> Holders, bool IsSuspendedByUs)
{
    /// <summary>The incident that is resuming them; it stays a holder until it has done so. Null when none is.</summary>
    public string? ResumingBy { get; init; }
}

/// <summary>A change that was asked for, and what came of it.</summary>
/// <param name="Id">Id of the request; by it the one who asked finds the answer.</param>
/// <param name="At">When, UTC.</param>
/// <param name="Text">One sentence.</param>
/// <param name="IsDone">False when it was refused.</param>
public sealed record GuardChange(string Id, DateTime At, string Text, bool IsDone);
