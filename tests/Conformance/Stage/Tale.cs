using System.Text.RegularExpressions;
using Steadfast.Functions.Incidents;
using Steadfast.Functions.Notifications;

namespace Steadfast.Conformance.Tests.Stage;

/// <summary>
/// A whole record and what people were told of it, as text with one line for each part. What is different each time it happens (moments, ids that the
/// platform gives, the web server that is asked to write) is named and not told, so two tellings of one log are equal, whatever ran it.
/// </summary>
internal static partial class Tale
{
    /// <summary>The tale of an incident.</summary>
    /// <param name="record">Its record.</param>
    /// <param name="notices">Every notice there is; those of other incidents are left out.</param>
    public static string Of(IncidentRecord record, IEnumerable<NoticeView> notices) => Named(string.Join('\n', (string[])
    [
        $"{record.Id}: {record.Target}, opened by {record.StartedBy}",
        $"{record.Outcome}: {record.Reason}",
        $"diagnosis: {record.Diagnosis}",
        $"refusal: {record.Refusal?.Kind} {record.Refusal?.Reason}",
        $"awaiting: {record.Awaiting?.Action}",
        $"reached: {string.Join(", ", Moments(record.Timeline).Where(moment => moment.At is not null).Select(moment => moment.Name))}",
        .. record.Actions.Select(action =>
            $"action: {action.Kind} of {action.Target} by {action.AskedBy}: {action.Result}, {action.Detail}; instead: {action.Replacement}"),
        .. record.Evidence.Select(evidence => $"evidence: {evidence.Summary}"),
        .. record.Steps.Select(step => $"step: {step.Text}"),
        // What a person did is told beside the incident, so before its end or after it.
        .. notices.Where(shown => shown.Notice.IncidentId == record.Id).OrderBy(shown => shown.Notice.Kind != NoticeKind.Acknowledged).ThenBy(shown => shown.Notice.At)
            .Select(shown => $"notice: {shown.Notice.Kind} of {shown.Notice.Subject}: {shown.Notice.Text} ({shown.State})"),
    ]));

    /// <summary>The moments that were reached must be in order, and so must the steps. The decision is left out, as it is the last of several.</summary>
    public static void RequireOrder(IncidentRecord record)
    {
        DateTimeOffset[] reached = [.. Moments(record.Timeline).Where(moment => moment.Name is not ("decided" or "first failure")).Select(moment => moment.At).OfType<DateTimeOffset>()];
        Assert.Equal(reached.Order(), reached);
        Assert.Equal(record.Steps.Select(step => step.At).Order(), record.Steps.Select(step => step.At));
    }

    private static (string Name, DateTimeOffset? At)[] Moments(IncidentTimeline times) =>
    [
        ("first failure", times.FirstFailure), ("signal", times.Signal), ("decided", times.Decided), ("accepted", times.ActionAccepted),
        ("done", times.ActionDone), ("restored", times.Restored), ("closed", times.Closed),
    ];

    // Whether a metric has told already that the standby receives nothing, when it is looked at for the first time, hangs on the moment.
    private static string Named(string text) => Writer().Replace(Id().Replace(Time().Replace(text.Replace("; the standby receives nothing", "", StringComparison.Ordinal), "TIME"), "ID"), "a web server");

    [GeneratedRegex("([0-9]{4}-[0-9]{2}-[0-9]{2}[T ])?[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]+)?Z?", RegexOptions.CultureInvariant)]
    private static partial Regex Time();

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", RegexOptions.CultureInvariant)]
    private static partial Regex Id();

    [GeneratedRegex("instance [0-9]+(?=: a write was taken)", RegexOptions.CultureInvariant)]
    private static partial Regex Writer();
}
