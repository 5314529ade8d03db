using System.Text.Json.Serialization;
using Steadfast.Functions.Durable;

namespace Steadfast.Functions.Guard;

/// <summary>Holds everything the guard knows. It is small: every list is bounded in number or in time.</summary>
public sealed record GuardState
{
    /// <summary>Names the database as a target; every other target is an instance, by its number in the scale set.</summary>
    public const string DatabaseTarget = "database";

    /// <summary>
    /// Gets the time, UTC, as far as the guard believes it; see <see cref="GuardClock"/>. The default before it was asked for the
    /// first time.
    /// </summary>
    public DateTime Time { get; init; }

    /// <summary>Gets a moment that it was told and does not believe yet; null when there is none.</summary>
    public UnconfirmedTime? Unconfirmed { get; init; }

    /// <summary>Gets the pause a person asked for; null when there is none.</summary>
    public AutomationPause? Pause { get; init; }

    /// <summary>
    /// Gets the lease of a deployment, also one that ran out and was neither released nor reported; null when there is none.
    /// </summary>
    public DeploymentLease? Lease { get; init; }

    /// <summary>Gets the circuit breaker of the web servers: how often in a row acting on them did not help.</summary>
    public Breaker Breaker { get; init; } = new([], null);

    /// <summary>
    /// Gets the circuit breaker of the database. Web servers that cannot be mended never hold its failover up, nor the other way round.
    /// </summary>
    public Breaker DatabaseBreaker { get; init; } = new([], null);

    /// <summary>Gets the storm that is on: more than half of the instances are sick; null when there is none.</summary>
    public Storm? Storm { get; init; }

    /// <summary>Gets the number of instances that the floor is a share of; null before the first look.</summary>
    public TierSize? Size { get; init; }

    /// <summary>Gets the storm before; null when there was none.</summary>
    public PastStorm? LastStorm { get; init; }

    /// <summary>Gets the permits that are held, by target.</summary>
    [JsonConverter(typeof(PackedList<Permit>))]
    public IReadOnlyList<Permit> Permits { get; init; } = [];

    /// <summary>
    /// Gets the incidents that were ended from outside and have not said yet that they have come to their end, the newest 100.
    /// </summary>
    [JsonConverter(typeof(PackedList<PermitRevocation>))]
    public IReadOnlyList<PermitRevocation> Revocations { get; init; } = [];

    /// <summary>Gets the targets that rest after an incident.</summary>
    [JsonConverter(typeof(PackedList<CoolDown>))]
    public IReadOnlyList<CoolDown> CoolDowns { get; init; } = [];

    /// <summary>Gets the actions on each target within the repeat window, oldest first.</summary>
    [JsonConverter(typeof(PackedList<Repair>))]
    public IReadOnlyList<Repair> Repairs { get; init; } = [];

    /// <summary>
    /// Gets the refusals that stand, with their beginning; the first 20, so that those that have waited longest are never lost for others.
    /// </summary>
    [JsonConverter(typeof(PackedList<OngoingRefusal>))]
    public IReadOnlyList<OngoingRefusal> Refusals { get; init; } = [];

    /// <summary>Gets the holders of the suspension of the scale set's own automatic repairs.</summary>
    public AutoRepairLock Hold { get; init; } = new([], false);

    /// <summary>Gets the newest changes that people asked for, oldest first.</summary>
    public IReadOnlyList<GuardChange> Changes { get; init; } = [];

    /// <summary>Tells whether an incident was given up because it does not run.</summary>
    public bool HasGivenUp(string incidentId) => Revocations.Any(known => known.IncidentId == incidentId && known.GivenUpAt is not null);

    /// <summary>Returns the circuit breaker that holds actions on a target back.</summary>
    /// <param name="target">Number of the instance, or "database".</param>
    public Breaker BreakerOf(string target)
    {
        if (target == DatabaseTarget)
        {
            return DatabaseBreaker;
        }

        return Breaker;
    }

    /// <summary>Returns the state with another circuit breaker for a target.</summary>
    internal GuardState WithBreakerOf(string target, Breaker breaker)
    {
        if (target == DatabaseTarget)
        {
            return this with { DatabaseBreaker = breaker };
        }

        return this with { Breaker = breaker };
    }
}

/// <summary>Describes a pause of the automation.</summary>
/// <param name="Reason">Why.</param>
/// <param name="By">Who.</param>
/// <param name="Since">Since when, UTC.</param>
/// <param name="Until">When it ends by itself, UTC; null: when it is resumed.</param>
public sealed record AutomationPause(string Reason, string By, DateTime Since, DateTime? Until);

/// <summary>Describes the lease of a deployment that is at work: the automation keeps away.</summary>
/// <param name="Owner">Which deployment.</param>
/// <param name="Since">Since when, UTC.</param>
/// <param name="Until">Until when it is held, UTC.</param>
public sealed record DeploymentLease(string Owner, DateTime Since, DateTime Until)
{
    /// <summary>Tells whether it holds the automation back.</summary>
    public bool IsHeld(DateTime now) => now < Until;
}

/// <summary>Counts in a circuit breaker how often acting did not help.</summary>
/// <param name="Failures">When acting did not help, UTC; in a row, within the window.</param>
/// <param name="OpenSince">Since when nothing more is done, UTC; null while it is closed.</param>
public sealed record Breaker(IReadOnlyList<DateTime> Failures, DateTime? OpenSince);

/// <summary>Describes a permit that is out.</summary>
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
    /// Gets the end of its incident, after which its action may still run on the platform until it becomes void; null while the incident
    /// holds it.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public PermitLeft? Left { get; init; }

    /// <summary>Gets the last request that was about to be sent under it; null while there is none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public SentRequest? Sent { get; init; }

    /// <summary>Gets the last request that the platform has accepted under it; null while there is none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public AcceptedRequest? Accepted { get; init; }

    /// <summary>
    /// Tells whether an incident holds it: one that was left behind lets nothing begin, and nobody renews it or gives it back.
    /// </summary>
    public bool IsHeldBy(string incidentId, string target) => Left is null && IncidentId == incidentId && Target == target;
}

/// <summary>Tells that an incident has ended, and its action may still run on the platform.</summary>
/// <param name="Since">When the platform accepted the action, UTC; when its permit was given, where that is not known.</param>
/// <param name="How">How the incident ended, as part of a sentence: "was ended by operator anna".</param>
public sealed record PermitLeft(DateTime Since, string How)
{
    /// <summary>
    /// Gets the place where the progress of the action can be read, for the watchdog; null where that is not known. What is shown to people
    /// leaves it out.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? StatusUrl { get; init; }
}

/// <summary>Lets a target rest after an incident.</summary>
/// <param name="Target">Number of the instance, or "database".</param>
/// <param name="FailureClass">The class of failure it rests for.</param>
/// <param name="IncidentId">The incident that ended.</param>
/// <param name="Until">Until when, UTC.</param>
public sealed record CoolDown(string Target, string FailureClass, string IncidentId, DateTime Until);

/// <summary>Records what was done to a target.</summary>
/// <param name="Target">Number of the instance, or "database".</param>
/// <param name="Rung">What.</param>
/// <param name="At">When it ended, UTC.</param>
/// <param name="Helped">Whether it helped.</param>
public sealed record Repair(string Target, RepairAction Rung, DateTime At, bool Helped)
{
    // What did not help is known for longer: where repairs are tried one in an hour, as a test, each would begin with a restart again.
    private const int LongerWhenInVain = 3;

    /// <summary>Tells whether it is remembered.</summary>
    public bool IsRemembered(DateTime now, GuardOptions limits) =>
        At > now - (Helped ? limits.RepeatWindow : LongerWhenInVain * limits.RepeatWindow);
}

/// <summary>Describes a target whose repair is refused again and again, from one incident to the next.</summary>
/// <param name="Target">Number of the instance, or "database".</param>
/// <param name="IncidentId">The incident that asked last.</param>
/// <param name="Since">The first refusal, UTC.</param>
/// <param name="Last">The last refusal, UTC.</param>
/// <param name="Count">Number of refusals.</param>
/// <param name="Refusal">The last one.</param>
public sealed record OngoingRefusal(string Target, string IncidentId, DateTime Since, DateTime Last, int Count, Refusal Refusal);

/// <summary>Keeps the scale set's own automatic repairs suspended while incidents are open.</summary>
/// <param name="Holders">The incidents that need them suspended.</param>
/// <param name="IsSuspendedByUs">Whether the automation suspended them, and so has to resume them.</param>
public sealed record AutoRepairLock(
    [property: JsonConverter(typeof(PackedList<string>))] IReadOnlyList<string> Holders, bool IsSuspendedByUs)
{
    /// <summary>Gets the incident that is resuming them; it stays a holder until it has done so. Null when none is.</summary>
    public string? ResumingBy { get; init; }
}

/// <summary>Records a change that was asked for, and what came of it.</summary>
/// <param name="Id">Id of the request; by it the one who asked finds the answer.</param>
/// <param name="At">When, UTC.</param>
/// <param name="Text">One sentence.</param>
/// <param name="IsDone">False when it was refused.</param>
public sealed record GuardChange(string Id, DateTime At, string Text, bool IsDone);
