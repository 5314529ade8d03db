using System.Text.Json.Serialization;

namespace Steadfast.Functions.Diagnosis;

/// <summary>What to do about a diagnosis. Doing nothing is a remedy too.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Remedy>))]
public enum Remedy
{
    /// <summary>Nothing, and the incident can be closed.</summary>
    None,

    /// <summary>Nothing yet: look again.</summary>
    Wait,

    /// <summary>Restart the instance.</summary>
    Restart,

    /// <summary>Nothing more: see whether what was done has helped after all.</summary>
    Confirm,

    /// <summary>Hand over to a person.</summary>
    Escalate,
}

/// <summary>A remedy, the sentence for the log and the on-call engineer, and when to look again.</summary>
/// <param name="Remedy">What to do.</param>
/// <param name="Reason">One sentence that starts with the remedy: "restart: …", "no action: …".</param>
/// <param name="LookAgain">How long to wait before the next look; null when there is none.</param>
public sealed record Decision(Remedy Remedy, string Reason, TimeSpan? LookAgain = null);
