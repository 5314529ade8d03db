using System.Globalization;
using Spectre.Console;

namespace Steadfast.Local.Scenarios.Reports;

/// <summary>Prints reports for people.</summary>
public static class DrillTable
{
    /// <summary>One row a report, then what was not met.</summary>
    public static void Print(IAnsiConsole console, IReadOnlyList<DrillReport> reports)
    {
        Table table = new Table().RoundedBorder().Title($"[bold]times since the fault, pace {Markup.Escape(reports[0].Pace)}[/]");
        table.AddColumns("scenario", "outcome", "diagnosis", "actions");
        foreach (string column in new[] { "alert", "decided", "accepted", "done", "serves", "closed", "requests", "failed", "outage", "met" })
        {
            table.AddColumn(new TableColumn(column).RightAligned());
        }

        foreach (DrillReport report in reports)
        {
            table.AddRow(Row(report));
        }

        console.Write(table);
        PrintWrites(console, reports);
        PrintMedian(console, reports);
        PrintMissed(console, reports);
    }

    /// <summary>One line for each expectation that was not met.</summary>
    internal static void PrintMissed(IAnsiConsole console, IReadOnlyList<DrillReport> reports)
    {
        foreach (DrillReport report in reports)
        {
            foreach (Expectation missed in report.Expectations.Where(expectation => !expectation.Met))
            {
                console.MarkupLineInterpolated($"[red]not met[/] {report.Scenario}: {missed.Text}");
            }
        }
    }

    /// <summary>Actions that the platform was asked for, in words.</summary>
    internal static string Actions(DrillReport report) =>
        string.Join(", ", report.Actions.Select(action => $"{action.Kind} {action.Target}")) is { Length: > 0 } actions ? actions : "none";

    /// <summary>Number of expectations that were met, as markup.</summary>
    internal static string Met(DrillReport report) =>
        $"{(report.AllMet ? "[green]" : "[red]")}{report.Expectations.Count(expectation => expectation.Met)}/{report.Expectations.Count}[/]";

    /// <summary>One line on the writes of each report that has some.</summary>
    internal static void PrintWrites(IAnsiConsole console, IReadOnlyList<DrillReport> reports)
    {
        foreach (DrillReport report in reports)
        {
            if (report.Writes is { } writes)
            {
                console.MarkupLineInterpolated(
                    $"{report.Scenario}: {writes.Acknowledged} writes acknowledged, {writes.Lost} lost, {writes.Duplicated} duplicated, longest time without one {writes.LongestOutageMs} ms{(writes.Parts is { } parts ? $" ({parts})" : "")}; the page: {report.Requests.Failed} of {report.Requests.Total} requests failed");
            }
        }
    }

    // Several runs of one scenario are judged by their median, as machines are noisy.
    private static void PrintMedian(IAnsiConsole console, IReadOnlyList<DrillReport> reports)
    {
        foreach (IGrouping<string, DrillReport> runs in reports.GroupBy(report => report.Scenario).Where(runs => runs.Count() > 1))
        {
            console.MarkupLineInterpolated(
                $"{runs.Key}: median of {runs.Count()} runs: serves again after {Median(runs, run => run.Timeline.RestoredMs)}, {Median(runs, run => run.Client.Failed)} requests failed, longest outage {Median(runs, run => run.Client.LongestOutageMs)} (times in ms)");
            PrintMedianOfWrites(console, runs);
        }
    }

    private static void PrintMedianOfWrites(IAnsiConsole console, IGrouping<string, DrillReport> runs)
    {
        WriteReport[] writes = [.. runs.Select(run => run.Writes).OfType<WriteReport>()];
        if (writes.Length > 0)
        {
            console.MarkupLineInterpolated(
                $"{runs.Key}: {writes.Sum(each => each.Acknowledged)} writes acknowledged, {writes.Sum(each => each.Lost)} lost, {writes.Sum(each => each.Duplicated)} duplicated; median of the longest time without one {Median(runs, run => run.Writes?.LongestOutageMs)}: detection {Median(runs, run => run.Writes?.Parts?.DetectionMs)}, decision {Median(runs, run => run.Writes?.Parts?.DecisionMs)}, failover {Median(runs, run => run.Writes?.Parts?.FailoverMs)}, reconnection {Median(runs, run => run.Writes?.Parts?.ReconnectionMs)} (times in ms)");
        }
    }

    private static string Median(IEnumerable<DrillReport> runs, Func<DrillReport, long?> pick)
    {
        long[] values = [.. runs.Select(pick).OfType<long>().Order()];
        return values.Length == 0 ? "-" : values[values.Length / 2].ToString(CultureInfo.InvariantCulture);
    }

    private static string[] Row(DrillReport report) =>
    [
        report.Scenario,
        report.Outcome,
        report.Diagnosis ?? "-",
        Actions(report),
        Time(report.Timeline.SignalMs),
        Time(report.Timeline.DecisionMs),
        Time(report.Timeline.ActionAcceptedMs),
        Time(report.Timeline.ActionDoneMs),
        Time(report.Timeline.RestoredMs),
        Time(report.Timeline.ClosedMs),
        report.Client.Total.ToString(CultureInfo.InvariantCulture),
        report.Client.Failed.ToString(CultureInfo.InvariantCulture),
        $"{report.Client.LongestOutageMs} ms",
        Met(report),
    ];

    private static string Time(long? milliseconds) =>
        milliseconds is { } value ? string.Create(CultureInfo.InvariantCulture, $"{value / 1000.0:F2} s") : "-";
}
