using System.Globalization;
using System.Text.RegularExpressions;
using Steadfast.Functions.Incidents;
using Steadfast.Local.AzureEmulator;

namespace Steadfast.Local.Scenarios.Reports;

/// <summary>One moment of a run by its name.</summary>
/// <param name="Name">The name, for people.</param>
/// <param name="At">When; null when it did not come.</param>
internal sealed record Moment(string Name, DateTimeOffset? At);

/// <summary>Makes the figures of one run from its moments, and says where they contradict each other. Pure.</summary>
internal static partial class FigurePolicy
{
    /// <summary>
    /// Leaves out, of a machine that was too busy, the incidents that found nothing to do because an earlier one of their target had: alerts
    /// are late there.
    /// </summary>
    public static IReadOnlyList<IncidentRecord> WithoutLate(IReadOnlyList<IncidentRecord> incidents, bool isTooBusy)
    {
        return isTooBusy ? [.. incidents.Where(incident => !IsLate(incident))] : incidents;

        bool IsLate(IncidentRecord incident) => incident is { Outcome: IncidentOutcome.NoAction, Actions: [] }
            && incidents.Any(
                other => other.Target == incident.Target && other.Actions.Count > 0 && other.Timeline.Signal < incident.Timeline.Signal);
    }

    /// <summary>A time since the fault in whole milliseconds; null for a moment before it, which <see cref="Agree"/> names.</summary>
    public static long? Since(DateTimeOffset fault, DateTimeOffset? moment) => moment >= fault ? Milliseconds(moment.Value - fault) : null;

    /// <summary>A time in whole milliseconds.</summary>
    public static long Milliseconds(TimeSpan span) => (long)Math.Round(span.TotalMilliseconds);

    /// <summary>Time at which the platform accepted the first action of an incident, which is the one that was decided on first.</summary>
    public static DateTimeOffset? FirstAccepted(IncidentRecord? incident) =>
        incident?.Actions.FirstOrDefault(action => action.Accepted is not null)?.Accepted;

    /// <summary>
    /// The report with one judgement more: its figures agree with each other. On a machine that is too busy a late answer from before the
    /// fault may be the signal; the fault is then no part of the order of moments.
    /// </summary>
    public static DrillReport Judged(this DrillReport report, IncidentRecord? incident, DateTimeOffset fault, DateTimeOffset? restored)
    {
        Moment begin = new("the fault", fault);
        Moment[][] chains =
        [
            [begin, new("the first good answer", restored)],
            [
                .. report.Busy ? [] : new[] { begin }, new("the signal", incident?.Timeline.Signal),
                new("the decision", incident?.Timeline.Decided), new("the first accepted action", FirstAccepted(incident)),
                new("the end of the last action", incident?.Timeline.ActionDone), new("the end of the incident", incident?.Timeline.Closed),
            ],
        ];
        return report with { Expectations = [.. report.Expectations, Agree(chains, report)] };
    }

    /// <summary>
    /// Says what an outage was spent on: the signal and the operation are those of one incident, the one whose failover ended it. What was
    /// before the outage or after it took none of it, so the parts are never negative and their sum is the outage. Null when no failover of
    /// an incident ended it.
    /// </summary>
    public static WriteOutageParts? Parts(
        DateTimeOffset from, DateTimeOffset to, IReadOnlyList<IncidentRecord> incidents, IReadOnlyList<Operation> operations)
    {
        Operation? failover = operations.LastOrDefault(
            operation => operation.Status == Operation.Succeeded && operation.StartTime <= to && operation.EndTime > from);
        if (failover is not { EndTime: { } end }
            || incidents.FirstOrDefault(incident => Began(incident, failover))?.Timeline.Signal is not { } signal)
        {
            return null;
        }

        long[] marks = [
            .. new[] { from, signal, failover.StartTime, end, to }.Select(
                mark => Math.Clamp(Milliseconds(mark - from), 0, Milliseconds(to - from)))];
        return new(marks[1], marks[2] - marks[1], marks[3] - marks[2], marks[4] - marks[3]);
    }

    /// <summary>
    /// Judges that figures agree: no moment comes before the one it follows from, a sum is that of its parts, and a met number is the
    /// expected one.
    /// </summary>
    public static Expectation Agree(IReadOnlyList<IReadOnlyList<Moment>> chains, DrillReport report)
    {
        string[] wrong = [
            .. chains.SelectMany(Backwards), .. OfActions(report), .. OfWrites(report),
            .. report.Expectations.Where(IsMetByMistake).Select(each => $"called met: {each.Text}")];
        return new($"the figures agree with each other: {(wrong.Length == 0 ? "yes" : string.Join("; ", wrong))}", wrong.Length == 0);
    }

    // The platform accepts it while the incident is open; only one incident of a target is at a time.
    private static bool Began(IncidentRecord incident, Operation operation) =>
        incident.Timeline.Signal <= operation.StartTime && !(incident.Timeline.Closed < operation.StartTime) && incident.Actions.Count > 0;

    private static IEnumerable<string> Backwards(IReadOnlyList<Moment> chain)
    {
        Moment[] known = [.. chain.Where(moment => moment.At is not null)];
        return known.Zip(known.Skip(1)).Where(pair => pair.Second.At < pair.First.At)
            .Select(pair => $"{Text(pair.Second)} comes before {Text(pair.First)}");
    }

    private static IEnumerable<string> OfActions(DrillReport report) => report.Actions.Where(action => action.DoneMs < action.AcceptedMs)
        .Select(action => $"{action.Kind} {action.Target} is done after {action.DoneMs} ms and accepted after {action.AcceptedMs} ms");

    private static IEnumerable<string> OfWrites(DrillReport report)
    {
        if (report.Writes is { Parts: { } parts } writes
            && parts.DetectionMs + parts.DecisionMs + parts.FailoverMs + parts.ReconnectionMs != writes.LongestOutageMs)
        {
            yield return $"the parts of the outage ({parts}) are not {writes.LongestOutageMs} ms";
        }
    }

    private static bool IsMetByMistake(Expectation expectation) =>
        expectation.Met && Numbers().Match(expectation.Text) is { Success: true } match && match.Groups[1].Value != match.Groups[2].Value;

    private static string Text(Moment moment) => string.Create(CultureInfo.InvariantCulture, $"{moment.Name} ({moment.At:HH:mm:ss.fff})");

    // Of "people are told, 1 expected: 7".
    [GeneratedRegex(@"(?<!at least )\b(\d+) expected: (\d+)")]
    private static partial Regex Numbers();
}
