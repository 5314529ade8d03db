using System.Text.Json.Serialization;
using Steadfast.Functions.Guard;
using Steadfast.Functions.Platform;

namespace Steadfast.Functions.Incidents;

/// <summary>Names the remedy for a diagnosis. Doing nothing is one too.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Remedy>))]
public enum Remedy
{
    /// <summary>Nothing, and the incident can be closed.</summary>
    None,

    /// <summary>Nothing yet: look again.</summary>
    Wait,

    /// <summary>The next rung of the ladder: restart, reimage or replace the instance.</summary>
    Repair,

    /// <summary>Fail the database over to its standby.</summary>
    Failover,

    /// <summary>Restart the instances that hold connections to the database server of before, one after the other.</summary>
    Recycle,

    /// <summary>Nothing more: see whether what was done has helped after all.</summary>
    Confirm,

    /// <summary>Nothing: what a person ordered must not be done as things are.</summary>
    Refuse,

    /// <summary>Hand over to a person.</summary>
    Escalate,
}

/// <summary>Carries a remedy, the sentence for the log and the on-call engineer, and when to look again.</summary>
/// <param name="Remedy">What to do.</param>
/// <param name="Says">The sentence for the log and for people.</param>
/// <param name="CheckAgain">How long to wait before the next look; null when there is none.</param>
/// <param name="Rung">The rung of a repair; null otherwise.</param>
public sealed record Decision(Remedy Remedy, Statement Says, TimeSpan? CheckAgain = null, RepairAction? Rung = null)
{
    /// <summary>Gets the sentence as one text.</summary>
    [JsonIgnore]
    public string Reason => Says.Text;

    /// <summary>Gets the time left until the deadline, when it is looked at once more; null: there is no deadline.</summary>
    public TimeSpan? Left { get; init; }
}

/// <summary>Describes the progress of an incident on the ladder.</summary>
/// <param name="Next">The rung to take next; null when the ladder is at its end.</param>
/// <param name="Taken">How many actions were taken in this incident.</param>
/// <param name="Tried">They, in words: "restart, reimage"; empty when there was none.</param>
public sealed record InstanceProgress(RepairAction? Next, int Taken, string Tried)
{
    /// <summary>Gets the instance as sentences name it.</summary>
    public string Name { get; init; } = "the instance";

    /// <summary>Gets the time for which it had not served when the incident was opened; zero when that is not known.</summary>
    public TimeSpan SickBefore { get; init; }

    /// <summary>Begins with nothing done yet.</summary>
    public static InstanceProgress Start(RepairAction first) => new(first, 0, "");

    /// <summary>Goes on after an action that did not help.</summary>
    /// <param name="next">The rung to take next; null when there is none.</param>
    public InstanceProgress After(RepairAction taken, RepairAction? next) => this with
    {
        Next = next,
        Taken = Taken + 1,
        Tried = Tried.Length == 0 ? taken.Name() : $"{Tried}, {taken.Name()}",
    };
}
