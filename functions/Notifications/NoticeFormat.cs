namespace Steadfast.Functions.Notifications;

/// <summary>Names the shape in which notices are posted.</summary>
public enum NoticeFormat
{
    /// <summary>The notice itself as JSON.</summary>
    Json,

    /// <summary>An Adaptive Card for a workflow of Microsoft Teams.</summary>
    Teams,

    /// <summary>Blocks for an incoming webhook of Slack.</summary>
    Slack,

    /// <summary>Events of PagerDuty.</summary>
    PagerDuty,

    /// <summary>Alerts of Opsgenie, or of Jira Service Management, which takes the same.</summary>
    Opsgenie,
}
