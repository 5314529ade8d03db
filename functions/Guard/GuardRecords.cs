using System.Text.Json.Serialization;
using Steadfast.Functions.Platform;

namespace Steadfast.Functions.Guard;

/// <summary>Tells why the guard does not let an action happen now.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RefusalKind>))]
public enum RefusalKind
{
    /// <summary>A person paused the automation.</summary>
    Paused,

    /// <summary>A deployment holds the lease.</summary>
    LeaseHeld,

    /// <summary>Acting did not help several times in a row; a person must re-arm.</summary>
    BreakerOpen,

    /// <summary>An incident for the same target and failure class ended a short while ago.</summary>
    CoolingDown,

    /// <summary>As many targets are in repair as may be.</summary>
    BudgetSpent,

    /// <summary>The action would take the number of serving instances below the floor.</summary>
    BelowFloor,

    /// <summary>More than half are sick: only the canary is repaired, then one after the other.</summary>
    Storm,

    /// <summary>More than half are sick, and repairing the canary did not help: the fault is elsewhere.</summary>
    StormCanaryFailed,

    /// <summary>Another incident acts on this target.</summary>
    TargetBusy,
}

/// <summary>Carries a refusal, and when the guard would act.</summary>
/// <param name="Kind">Why.</param>
/// <param name="Reason">One sentence: what stands against the action, and until when.</param>
/// <param name="ActsAt">When it would act, UTC; null when that depends on something else than time.</param>
public sealed record Refusal(RefusalKind Kind, string Reason, DateTime? ActsAt);

/// <summary>Asks the guard whether an incident may act.</summary>
/// <param name="IncidentId">Who asks. Asking twice for the same target is answered with the permit it holds.</param>
/// <param name="Target">Number of the instance, or "database".</param>
/// <param name="FailureClass">The class of the incident key: "not-serving".</param>
/// <param name="Action">What it wants to do.</param>
/// <param name="AskedBy">Who or what started the incident.</param>
/// <param name="IsManual">A person ordered it: pause, lease, breaker, cool-down and storm do not bind it.</param>
/// <param name="IsForced">The person said so explicitly: floor and budget do not bind it either.</param>
/// <param name="Sick">Number of instances that do not serve now.</param>
/// <param name="Total">Number of all instances.</param>
/// <param name="TargetServes">Whether the target itself serves now.</param>
/// <param name="Now">The moment, UTC.</param>
public sealed record PermitRequest(
    string IncidentId, string Target, string FailureClass, [property: JsonConverter(typeof(ActionNames))] RepairAction Action,
    string AskedBy, bool IsManual, bool IsForced,
    int Sick, int Total, bool TargetServes, DateTime Now, GuardOptions Limits)
{
    /// <summary>
    /// Gets the number of instances that are seen to serve; null: all that are not sick. One that is starting is neither.
    /// </summary>
    public int? Serving { get; init; }

    /// <summary>
    /// Gets the state of the scale set's own automatic repairs, which must be suspended for the action; null when the action has nothing to
    /// do with them.
    /// </summary>
    public RepairsState? Repairs { get; init; }
}

/// <summary>Carries the guard's answer to a request.</summary>
/// <param name="Granted">Whether the action may happen.</param>
/// <param name="Refusal">Why not; null when granted.</param>
/// <param name="IsCanary">It is the one repair that is tried while more than half are sick.</param>
public sealed record PermitAnswer(bool Granted, Refusal? Refusal, bool IsCanary = false)
{
    /// <summary>Gets, with a permit, what has to be done about the scale set's own automatic repairs before the action.</summary>
    public AutoRepairClaim Claim { get; init; }
}

/// <summary>Gives a permit back, because its action has ended.</summary>
/// <param name="IncidentId">Who acted.</param>
/// <param name="Target">On what.</param>
/// <param name="Rung">The rung; null for the database.</param>
/// <param name="Helped">Whether the target serves and stayed healthy.</param>
/// <param name="Now">The moment, UTC.</param>
public sealed record PermitReturn(string IncidentId, string Target, RepairAction? Rung, bool Helped, DateTime Now)
{
    /// <summary>
    /// Gets whether it is unknown if the repair would help: the platform did not get it done, the target could not be seen, or a person
    /// has ended the incident. As a test it tells nothing.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsUndecided { get; init; }
}

/// <summary>Tells the guard that an incident has ended, whatever way.</summary>
/// <param name="IncidentId">Which.</param>
/// <param name="Target">Its target.</param>
/// <param name="FailureClass">The class of its key.</param>
/// <param name="Acted">Whether anything was done.</param>
/// <param name="Recovered">Whether the target serves.</param>
/// <param name="IsManual">A person ordered it; it counts neither for cool-down nor for the breaker.</param>
/// <param name="Now">The moment, UTC.</param>
public sealed record IncidentEnd(
    string IncidentId, string Target, string FailureClass, bool Acted, bool Recovered, bool IsManual, DateTime Now, GuardOptions Limits)
{
    /// <summary>Gets the permit that is given back with it; null when that was done before, or there is none.</summary>
    public PermitReturn? Returned { get; init; }

    /// <summary>
    /// Gets whether it is unknown if the action helped: a person has ended the incident, or the target could not be seen. It does not
    /// count for the breaker.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsUndecided { get; init; }

    /// <summary>
    /// Gets the action that may still run on the platform: its permit is kept, although it is given back; null when none does.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public LeftAction? Left { get; init; }
}

/// <summary>Describes an action that may still run on the platform when its incident ends.</summary>
/// <param name="Target">On what.</param>
/// <param name="Since">When the platform accepted it, UTC; when its permit was given, where that is not known.</param>
/// <param name="Until">When it has ended at the latest, UTC: its own deadline.</param>
/// <param name="How">How the incident ended, as part of a sentence: "was ended by operator anna".</param>
public sealed record LeftAction(string Target, DateTime Since, DateTime Until, string How)
{
    /// <summary>Gets the place where its progress can be read; null where that is not known.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? StatusUrl { get; init; }
}

/// <summary>Tells the guard that an action which an incident left behind has ended on the platform.</summary>
/// <param name="IncidentId">The incident.</param>
/// <param name="Target">On what.</param>
/// <param name="Since">As in <see cref="PermitLeft"/>, by which it is told from a later one.</param>
public sealed record LeftActionEnd(string IncidentId, string Target, DateTime Since);

/// <summary>Tells the guard that an incident is gone without having said so.</summary>
/// <param name="IncidentId">Which.</param>
/// <param name="Left">Its action that may still run on the platform; null when none does.</param>
/// <param name="Now">The moment, UTC.</param>
public sealed record IncidentGone(string IncidentId, LeftAction? Left, DateTime Now, GuardOptions Limits);

/// <summary>Tells an incident what to do about the scale set's own automatic repairs before it acts.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<AutoRepairClaim>))]
public enum AutoRepairClaim
{
    /// <summary>Nothing: they are suspended.</summary>
    Held,

    /// <summary>Look whether they run, and suspend them.</summary>
    Suspend,

    /// <summary>Suspend them: they were seen to run, and it is on record that somebody owes their resumption.</summary>
    SuspendSeen,

    /// <summary>Come again: another incident is just resuming them.</summary>
    Wait,
}

/// <summary>Ends an incident from outside.</summary>
/// <param name="IncidentId">Which.</param>
/// <param name="By">Who ends it: "operator anna", or "the watchdog".</param>
public sealed record PermitRevocation(string IncidentId, string By)
{
    /// <summary>
    /// Gets the time at which it was given up because it does not run, UTC: it holds its key no longer. Null when it ends by itself.
    /// </summary>
    public DateTime? GivenUpAt { get; init; }
}

/// <summary>Carries what the guard remembers of a target.</summary>
/// <param name="Repairs">Number of repairs it had within the repeat window.</param>
/// <param name="Highest">The highest rung among them; null when there was none.</param>
public sealed record TargetMemory(int Repairs, RepairAction? Highest);

/// <summary>Asks what is remembered of a target.</summary>
/// <param name="Now">The moment, UTC.</param>
public sealed record MemoryRequest(string Target, DateTime Now, GuardOptions Limits);

/// <summary>
/// Keeps the largest number of instances of the last hour. When the platform has deleted an instance and not yet made the
/// next one, it is missing: it does not make the number that must go on serving smaller.
/// </summary>
/// <param name="Total">The number of instances.</param>
/// <param name="At">When there were so many, UTC.</param>
public sealed record TierSize(int Total, DateTime At)
{
    // More sizes than that within an hour are told apart no longer.
    private const int MaxLater = 12;

    private static readonly TimeSpan Kept = TimeSpan.FromHours(1);

    // What is asked twice changes nothing.
    private static readonly TimeSpan Renewed = TimeSpan.FromMinutes(5);

    /// <summary>Gets the smaller numbers of later on, the largest first, which take its place after an hour; null when there are none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<TierSize>? Later { get; init; }

    /// <summary>Computes the size after a look.</summary>
    /// <param name="known">The size before; null before the first look.</param>
    /// <param name="total">Number of instances that the look shows.</param>
    public static TierSize After(TierSize? known, int total, DateTime now)
    {
        TierSize[] before = known is null ? [] : [known with { Later = null }, .. known.Later ?? []];
        List<TierSize> sizes = [.. before.Where(size => now - size.At < (size.Total == total ? Renewed : Kept) && size.Total >= total)];
        if (sizes.All(size => size.Total > total))
        {
            sizes.Add(new(total, now));
        }

        if (known is not null && sizes.SequenceEqual(before))
        {
            return known;
        }

        if (sizes.Count > MaxLater + 1)
        {
            sizes.RemoveAt(MaxLater);
        }

        return sizes[0] with { Later = sizes.Count == 1 ? null : [.. sizes.Skip(1)] };
    }
}
