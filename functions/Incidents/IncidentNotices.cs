using Microsoft.DurableTask;
using Steadfast.Functions.Durable;
using Steadfast.Functions.Notifications;

namespace Steadfast.Functions.Incidents;

/// <summary>The notices of an incident. Each has an id of its own, so a repeated one is told once.</summary>
internal static class IncidentNotices
{
    // Of an incident that found nothing wrong, people are told with all others of the kind.
    private const string NothingWrong = "nothing wrong";

    public static Task OpenedAsync(TaskOrchestrationContext context, IncidentRecord record) =>
        SendAsync(context, record, NoticeKind.Opened, $"opened by {record.StartedBy}", $"{record.Diagnosis}");

    public static Task ApprovalNeededAsync(TaskOrchestrationContext context, IncidentRecord record, string action, TimeSpan patience) =>
        SendAsync(context, record, NoticeKind.ApprovalNeeded, $"{action} waits for approval, for {patience.TotalMinutes:0.#} min: {record.Reason}", action, record.Actions.Count);

    public static Task RefusedForLongAsync(TaskOrchestrationContext context, IncidentRecord record) =>
        SendAsync(context, record, NoticeKind.RefusedForLong, record.Reason, $"{record.Refusal?.Kind}");

    /// <summary>Tells the end. An incident whose opening was not worth a notice, and which ended without an action, can wait.</summary>
    public static Task ClosedAsync(TaskOrchestrationContext context, IncidentRecord record, bool openingWasTold) => record.Outcome switch
    {
        IncidentOutcome.Escalated => SendAsync(context, record, NoticeKind.Escalated, record.Reason, $"{record.Diagnosis}"),
        IncidentOutcome.NoAction when !openingWasTold => SendAsync(context, record, NoticeKind.Closed, record.Reason, NothingWrong),
        _ => SendAsync(context, record, NoticeKind.Closed, record.Reason, $"{record.Outcome}"),
    };

    /// <summary>True when a diagnosis is worth a notice.</summary>
    public static bool IsFault(FailureKind kind) => kind is not (FailureKind.Healthy or FailureKind.InstanceGone);

    private static Task SendAsync(TaskOrchestrationContext context, IncidentRecord record, NoticeKind kind, string text, string cause, int number = 0)
    {
        // A number is used again when all incidents under its key have been purged; their notices may be there a day longer.
        string id = $"{context.InstanceId}-{record.Timeline.Signal:yyyyMMdd'T'HHmmssfff}-{kind.ToString().ToLowerInvariant()}{(number == 0 ? "" : $"-{number}")}";
        string subject = int.TryParse(record.Target, out _) ? $"instance {record.Target}" : record.Target;
        Notice notice = new(id, kind, subject, text, context.CurrentUtcDateTime, context.InstanceId) { Cause = cause, CanWait = cause == NothingWrong };
        return context.CallActivityAsync(nameof(NotificationActivities.Notify), notice, Retries.OfActions);
    }
}
