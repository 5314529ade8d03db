using System.Text.Json.Serialization;

namespace Steadfast.Functions.Notifications;

/// <summary>What a notice is about.</summary>
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

    /// <summary>A deployment lease expired without being given back.</summary>
    LeaseExpired,

    /// <summary>Something was left behind by an incident that is not running any more, and was put in order.</summary>
    ReleaseAbandonedIncident,

    /// <summary>An alert that is only told to people, because nothing is done about it by itself.</summary>
    Alert,
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

    /// <summary>What people see as one cause. Notices of the same kind and cause that come close together are told as one.</summary>
    public string Cause { get; init; } = "";

    /// <summary>True when nothing was wrong: nobody waits for it, so the first is collected as well.</summary>
    public bool CanWait { get; init; }

    /// <summary>How many notices it stands for.</summary>
    public int Count { get; init; } = 1;

    /// <summary>The incidents that it is about when it stands for several, at most 300; null when it stands for itself.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Incidents { get; init; }
}
