using Microsoft.DurableTask;
using Steadfast.Functions.Durable;
using Steadfast.Functions.Guard;
using Steadfast.Functions.Notifications;

namespace Steadfast.Functions.Incidents;

/// <summary>Sends the notices of an incident. Each has an id of its own, so a repeated one is told once.</summary>
internal static class IncidentNotices
{
    // Of an incident that found nothing wrong, people are told with all others of the kind.
    private const string NothingWrong = "nothing wrong";

    public static Task OpenedAsync(TaskOrchestrationContext context, IncidentRecord record) =>
        SendAsync(context, record, NoticeKind.Opened, IncidentText.Opened(record.StartedBy, record.Target).Text, $"{record.Diagnosis}");

    public static Task ApprovalNeededAsync(TaskOrchestrationContext context, IncidentRecord record, string action, DateTime until) =>
        SendAsync(
            context, record with { NextStep = IncidentText.HowToApprove(record.Id) }, NoticeKind.ApprovalNeeded,
            IncidentText.ApprovalNeeded(action, record, until).Fit(IncidentText.MaxReason), action, record.Actions.Count);

    public static Task RefusedForLongAsync(TaskOrchestrationContext context, IncidentRecord record) =>
        SendAsync(
            context, record with { NextStep = IncidentText.RefusedForGood(record.Refusal!).Instruction }, NoticeKind.RefusedForLong,
            IncidentText.RefusedForGood(record.Refusal!).Fit(IncidentText.MaxReason), $"{record.Refusal?.Kind}");

    /// <summary>Tells the end. An incident whose opening was not worth a notice, and which ended without an action, can wait.</summary>
    public static Task ClosedAsync(TaskOrchestrationContext context, IncidentRecord record, bool openingWasTold) => record.Outcome switch
    {
        IncidentOutcome.Escalated => SendAsync(context, record, NoticeKind.Escalated, record.Reason, $"{record.Diagnosis}"),
        IncidentOutcome.NoAction when !openingWasTold => SendAsync(context, record, NoticeKind.Closed, record.Reason, NothingWrong),
        _ => SendAsync(context, record, NoticeKind.Closed, record.Reason, $"{record.Outcome}"),
    };

    /// <summary>
    /// Makes the notice that a person answered an incident. It is told by whoever took the answer: the incident itself may end meanwhile.
    /// </summary>
    public static Notice Answered(IncidentRecord record, bool approves, string by, DateTimeOffset now)
    {
        (string word, string said) = approves
            ? ("approve", $"approved the {record.Awaiting?.Action.Name()}")
            : ("abort", "ended the incident");
        string id = $"{NoticeKey.Of(record.Id, record.Timeline.Signal)}-{word}-{record.Actions.Count}";
        string text = $"Operator {by} {said} of {IncidentKey.NameOf(record.Target)}";
        return new(id, NoticeKind.Acknowledged, SubjectOf(record), text, now, record.Id) { Cause = id, Link = record.Link };
    }

    /// <summary>Tells whether a diagnosis is worth a notice.</summary>
    public static bool IsFault(FailureKind kind) => kind is not (FailureKind.Healthy or FailureKind.InstanceGone);

    private static Task SendAsync(
        TaskOrchestrationContext context, IncidentRecord record, NoticeKind kind, string text, string cause, int number = 0)
    {
        string ending = number == 0 ? "" : $"-{number}";
        string id = $"{NoticeKey.Of(context.InstanceId, record.Timeline.Signal)}-{kind.ToString().ToLowerInvariant()}{ending}";
        Notice notice = new(id, kind, SubjectOf(record), text, context.CurrentUtcDateTime, context.InstanceId)
        {
            Cause = cause,
            CanWait = cause == NothingWrong,
            NextStep = record.NextStep,
            Link = record.Link,
            Runbook = RunbookFor(record),
            Repeats = record.Repeats?.Incident,
            RepeatsKey = record.Repeats is { Signal: { } signal } first ? NoticeKey.Of(first.Incident, signal) : null,
        };
        return context.CallActivityAsync(nameof(NotificationActivities.Notify), notice, Retries.OfActions);
    }

    private static string SubjectOf(IncidentRecord record) =>
        int.TryParse(record.Target, out _) ? $"instance {record.Target}" : record.Target;

    private static NoticeRunbook? RunbookFor(IncidentRecord record)
    {
        if (record.NextStep is null || record.Diagnosis is not { } diagnosis)
        {
            return null;
        }

        Runbook runbook = Runbooks.Of(diagnosis);
        return new($"{runbook.Diagnosis}", runbook.Means, runbook.Automation, runbook.ByHand, runbook.Command, runbook.Page);
    }
}
