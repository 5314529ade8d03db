using System.Text.Json.Serialization;
using Steadfast.Functions.Guard;

namespace Steadfast.Functions.Incidents;

/// <summary>What to do about a diagnosis. Doing nothing is a remedy too.</summary>
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

/// <summary>A remedy, the sentence for the log and the on-call engineer, and when to look again.</summary>
/// <param name="Remedy">What to do.</param>
/// <param name="Reason">One sentence that starts with the remedy: "restart: …", "no action: …".</param>
/// <param name="CheckAgain">How long to wait before the next look; null when there is none.</param>
/// <param name="Rung">The rung of a repair; null otherwise.</param>
public sealed record Decision(Remedy Remedy, string Reason, TimeSpan? CheckAgain = null, Rung? Rung = null);

/// <summary>Where an incident stands on the ladder.</summary>
/// <param name="Next">The rung to take next; null when the ladder is at its end.</param>
/// <param name="Taken">How many actions were taken in this incident.</param>
/// <param name="Tried">They, in words: "restart, reimage"; empty when there was none.</param>
public sealed record InstanceProgress(Rung? Next, int Taken, string Tried)
{
    /// <summary>Nothing done yet.</summary>
    /// <param name="first">The rung to begin with.</param>
    public static InstanceProgress Start(Rung first) => new(first, 0, "");

    /// <summary>After an action that did not help.</summary>
    /// <param name="taken">The action.</param>
    /// <param name="next">The rung to take next; null when there is none.</param>
    public InstanceProgress After(Rung taken, Rung? next) => new(next, Taken + 1, Tried.Length == 0 ? taken.Name() : $"{Tried}, {taken.Name()}");
}
