using System.Text.Json.Serialization;

namespace Steadfast.Functions.Notifications;

/// <summary>Urgency of a notice, in the words of PagerDuty.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<NoticeSeverity>))]
public enum NoticeSeverity
{
    /// <summary>Good to know; nobody has to do anything.</summary>
    Info,

    /// <summary>Something is wrong. It is being repaired, or it can wait.</summary>
    Warning,

    /// <summary>The automation waits for a person, or may be blind.</summary>
    Error,

    /// <summary>The automation has given up: a person has to act now.</summary>
    Critical,
}
