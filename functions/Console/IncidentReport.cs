using Steadfast.Functions.Actions;
using Steadfast.Functions.Incidents;

namespace Steadfast.Functions.Console;

/// <summary>
/// Writes of an incident what a person would otherwise write: a report as Markdown. Every text of the record stands in it as text. Pure.
/// </summary>
public static class IncidentReport
{
    private static readonly TimeSpan LateSignal = TimeSpan.FromMinutes(1);

    private static readonly string[] ActionHeads = ["action", "target", "asked for by", "accepted", "took", "result", "detail"];

    /// <summary>Writes the report of an incident, also of one that is still open.</summary>
    public static string Of(IncidentRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        return string.Join('\n',
            $"# Post-incident report: {ReportText.Of(IncidentKey.NameOf(record.Target))}, {record.Outcome}\n",
            ReportText.Table(["", ""], Head(record)),
            $"## Summary\n\n{ReportText.Of(record.Reason)}\n",
            $"## Timeline\n\n{ReportText.Table(["moment", "UTC", "after the one before", "after the first"], Moments(record.Timeline))}",
            $"## What was seen, decided and done\n\n{ReportText.Table(["UTC", "kind", "sentence"], record.Steps.Select(Row))}",
            $"## Actions\n\n{ReportText.Table(ActionHeads, record.Actions.Select(Row))}",
            $"## Refusals and people\n\n{ReportText.Table(["UTC", "sentence"], SaidNo(record))}",
            $"## Evidence\n\n{ReportText.Table(["saved", "read it at", "what it is"], Evidence(record))}",
            "## Clients\n\nThe automation does not see the clients. Fill in from your own measurements: requests that failed, "
                + "the longest answer, writes that were lost.\n",
            $"## Open questions\n\n{string.Concat(Questions(record).Select(question => $"- {question}\n"))}");
    }

    private static IEnumerable<string[]> Head(IncidentRecord record)
    {
        IncidentTimeline moments = record.Timeline;
        DateTimeOffset? began = moments.FirstFailure ?? moments.Signal;
        yield return ["incident", $"`{record.Id.Replace('`', ' ')}`"];
        yield return ["outcome", $"{record.Outcome}"];
        yield return ["diagnosis", record.Diagnosis?.ToString() ?? "none"];
        yield return ["opened by", ReportText.Of(record.StartedBy)];
        if (record.Repeats is { } first)
        {
            yield return ["repeats", $"`{first.Incident.Replace('`', ' ')}`, handed over {ReportText.At(first.At)} UTC"];
        }

        yield return ["began, UTC", ReportText.At(began)];
        yield return ["down for", SpanOr("it was not seen to serve again", began, moments.Restored)];
        yield return ["lasted", SpanOr("it is still open", began, moments.Closed)];
    }

    private static string SpanOr(string withoutEnd, DateTimeOffset? began, DateTimeOffset? ended)
    {
        if (ended is null)
        {
            return withoutEnd;
        }

        return ReportText.Span(ended - began);
    }

    private static IEnumerable<string[]> Moments(IncidentTimeline moments)
    {
        (string Name, DateTimeOffset? At)[] all =
        [
            ("first failure", moments.FirstFailure), ("signal", moments.Signal), ("decided", moments.Decided),
            ("action accepted", moments.ActionAccepted), ("action done", moments.ActionDone), ("restored", moments.Restored),
            ("closed", moments.Closed),
        ];
        DateTimeOffset? first = null;
        DateTimeOffset? before = null;
        foreach ((string name, DateTimeOffset? at) in all.Where(moment => moment.At is not null).OrderBy(moment => moment.At))
        {
            yield return [name, ReportText.At(at), ReportText.Span(at - before), ReportText.Span(at - first)];
            first ??= at;
            before = at;
        }
    }

    private static string[] Row(IncidentStep step) => [ReportText.At(step.At), $"{step.Kind}", ReportText.Of(step.Text)];

    private static string[] Row(ActionTaken action) =>
    [
        ReportText.Of(action.Kind), ReportText.Of(action.Target), ReportText.Of(action.AskedBy), ReportText.At(action.Accepted),
        ReportText.Span(action.Done - action.Accepted), $"{action.Result}", ReportText.Of(action.Detail),
    ];

    private static IEnumerable<string[]> SaidNo(IncidentRecord record) => record.Steps
        .Where(step => step.Kind is StepKind.Refused or StepKind.Person)
        .Select(step => new[] { ReportText.At(step.At), ReportText.Of(step.Text) });

    private static IEnumerable<string[]> Evidence(IncidentRecord record) => record.Evidence.Select((piece, index) => new[]
    {
        ReportText.At(piece.At), $"`GET /api/incidents/{record.Id.Replace('`', ' ')}/evidence/{index + 1}`", ReportText.Of(piece.Summary),
    });

    private static IEnumerable<string> Questions(IncidentRecord record)
    {
        yield return "What caused the fault? The automation sees what fails, not why.";
        if (record.Timeline is { FirstFailure: { } first, Signal: { } signal } && signal - first > LateSignal)
        {
            yield return $"Why did the signal come {ReportText.Span(signal - first)} after the first failure?";
        }

        IEnumerable<ActionTaken> useless = record.Actions.Where(action => action.Accepted is not null);
        if (record.Outcome == IncidentOutcome.Recovered)
        {
            useless = useless.SkipLast(1);
        }

        foreach (ActionTaken action in useless)
        {
            yield return $"Why did the {ReportText.Of(action.Kind)} not help?";
        }

        switch (record.Outcome)
        {
            case IncidentOutcome.Escalated:
                yield return "What mended it in the end, and could the automation have done that?";
                break;
            case IncidentOutcome.Refused:
                yield return "Was it right that this stood against the action?";
                break;
            case IncidentOutcome.Open:
                yield return "It is still open; write the report again when it has closed.";
                break;
        }
    }
}
