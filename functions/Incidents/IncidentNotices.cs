using Microsoft.DurableTask;
using Steadfast.Functions.Notifications;

namespace Steadfast.Functions.Incidents;

/// <summary>The notices of an incident. Each has an id of its own, so a repeated one is delivered once.</summary>
internal static class IncidentNotices
{
    public static Task OpenedAsync(TaskOrchestrationContext context, IncidentRecord record) =>
        SendAsync(context, record, NoticeKind.Opened, $"opened by {record.StartedBy}");

    public static Task ApprovalNeededAsync(TaskOrchestrationContext context, IncidentRecord record, string action, TimeSpan patience) =>
        SendAsync(context, record, NoticeKind.ApprovalNeeded, $"{action} waits for approval, for {patience.TotalMinutes:0.#} min: {record.Reason}", record.Actions.Count);

    public static Task RefusedForLongAsync(TaskOrchestrationContext context, IncidentRecord record) =>
        SendAsync(context, record, NoticeKind.RefusedForLong, record.Reason);

    public static Task ClosedAsync(TaskOrchestrationContext context, IncidentRecord record) => SendAsync(
        context, record, record.Outcome == IncidentOutcome.Escalated ? NoticeKind.Escalated : NoticeKind.Closed, record.Reason);

    private static Task SendAsync(TaskOrchestrationContext context, IncidentRecord record, NoticeKind kind, string text, int number = 0)
    {
        // A number is used again when all incidents under its key have been purged; their notices may be there a day longer.
        string id = $"{context.InstanceId}-{record.Timeline.Signal:yyyyMMdd'T'HHmmssfff}-{kind.ToString().ToLowerInvariant()}{(number == 0 ? "" : $"-{number}")}";
        string subject = int.TryParse(record.Target, out _) ? $"instance {record.Target}" : record.Target;
        return context.CallActivityAsync(
            nameof(NotificationActivities.Notify), new Notice(id, kind, subject, text, context.CurrentUtcDateTime, context.InstanceId), Retries.OfActions);
    }
}
