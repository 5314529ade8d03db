using System.Text.Json.Serialization;

namespace Steadfast.Functions.Notifications;

/// <summary>Subject of a notice.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<NoticeKind>))]
public enum NoticeKind
{
    /// <summary>An incident was opened.</summary>
    Opened,

    /// <summary>An incident needs a person to approve an action.</summary>
    ApprovalNeeded,

    /// <summary>An incident was handed over to a person.</summary>
    Escalated,

    /// <summary>The guard has been refusing an incident for a long time.</summary>
    RefusedForLong,

    /// <summary>An incident was closed: recovered, refused, or without an action.</summary>
    Closed,

    /// <summary>An incident has been open for very long.</summary>
    LongIncident,

    /// <summary>The watchdog found a fault for which no alert came.</summary>
    AlertMissing,

    /// <summary>The synthetic alert did not come: real ones may not either.</summary>
    AlertPathSilent,

    /// <summary>The scale set has had fewer instances than are wanted for long, or none.</summary>
    InstancesMissing,

    /// <summary>A deployment lease expired without being given back.</summary>
    LeaseExpired,

    /// <summary>Something was left behind by an incident that is not running any more, and was put in order.</summary>
    ReleaseAbandonedIncident,

    /// <summary>An alert that is only told to people, because nothing is done about it by itself.</summary>
    Alert,

    /// <summary>A person answered an incident: approved the action that it waits for, or ended it.</summary>
    Acknowledged,
}

/// <summary>One notice for people. It is the JSON body of the webhook; fields are only ever added.</summary>
/// <param name="Id">Unique; a repeated delivery has the same.</param>
/// <param name="Kind">What it is about.</param>
/// <param name="Subject">The target, such as "instance 3" or "database", or the part of the automation that it is about.</param>
/// <param name="Text">One sentence.</param>
/// <param name="At">When it happened, UTC.</param>
/// <param name="IncidentId">The incident; null when it is not about one.</param>
public sealed record Notice(string Id, NoticeKind Kind, string Subject, string Text, DateTimeOffset At, string? IncidentId = null)
{
    /// <summary>Version of this body. 1.</summary>
    public int Version { get; init; } = 1;

    /// <summary>Gets a cause as people see it. Notices of the same kind and cause that come close together are told as one.</summary>
    public string Cause { get; init; } = "";

    /// <summary>True when nothing was wrong: nobody waits for it, so the first is collected as well.</summary>
    public bool CanWait { get; init; }

    /// <summary>
    /// Gets the key of what it is about, for services that wake people: what has the same key is one alert there. Null: that of its
    /// incident, or its own id.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Key { get; init; }

    /// <summary>True when it says that what was told under its key is over.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsOver { get; init; }

    /// <summary>Gets the next step of a person, which <see cref="Text"/> holds as well; null when no person is needed.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? NextStep { get; init; }

    /// <summary>Gets the target in the portal; null when it is not known.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Link { get; init; }

    /// <summary>Urgency; set when it is delivered.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public NoticeSeverity? Severity { get; init; }

    /// <summary>Gets the beginning of <see cref="Text"/>, at most 130 characters; set when it is delivered.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Headline { get; init; }

    /// <summary>Gets the incident in the console; null when it is not about one, or the console's address is not known.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Console { get; init; }

    /// <summary>Gets the incident's report; null like <see cref="Console"/>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Report { get; init; }

    /// <summary>Meaning of the diagnosis and remedies of a person; null when no person is needed.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public NoticeRunbook? Runbook { get; init; }

    /// <summary>
    /// Gets the incident whose hand-over it repeats, about the same unbroken fault and with the same next step; null when it says something
    /// new.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Repeats { get; init; }

    /// <summary>Gets the key of <see cref="Repeats"/>; null when that has none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? RepeatsKey { get; init; }

    /// <summary>Number of notices that it stands for.</summary>
    public int Count { get; init; } = 1;

    /// <summary>Gets the incidents that it is about when it stands for several, at most 300; null when it stands for itself.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Incidents { get; init; }
}

/// <summary>The runbook of one diagnosis.</summary>
/// <param name="Diagnosis">The diagnosis.</param>
/// <param name="Means">What is wrong.</param>
/// <param name="Automation">What Steadfast does about it.</param>
/// <param name="ByHand">What a person can do.</param>
/// <param name="Command">A command or request to begin with; empty when there is nothing to do.</param>
/// <param name="Page">The page of the documentation.</param>
public sealed record NoticeRunbook(string Diagnosis, string Means, string Automation, string ByHand, string Command, string Page);
