using System.Globalization;
using Spectre.Console;

namespace Steadfast.Local.Scenarios.Reports;

/// <summary>Prints reports as a table that fits 80 columns.</summary>
public static class DemoTable
{
    /// <summary>One row a report with the moments in the order in which they come, then what each did, then what was not met.</summary>
    public static void Print(IAnsiConsole console, IReadOnlyList<DrillReport> reports)
    {
        Table table = new Table().Border(TableBorder.Simple)
            .Title($"[bold]seconds since the fault, pace {Markup.Escape(reports[0].Pace)}[/]");
        table.AddColumn(new TableColumn("story").PadLeft(0)).AddColumn(new TableColumn("outcome").NoWrap().PadLeft(0));
        foreach (string column in new[] { "alert", "decided", "accepted", "serves", "failed", "met" })
        {
            table.AddColumn(new TableColumn(column).RightAligned().NoWrap().PadLeft(0).PadRight(0));
        }

        foreach (DrillReport report in reports)
        {
            table.AddRow(Row(report));
        }

        console.Write(table);
        foreach (DrillReport report in reports)
        {
            console.MarkupLineInterpolated($"{report.Scenario}: {report.Diagnosis ?? "no diagnosis"}; {DrillTable.Actions(report)}");
        }

        DrillTable.PrintWrites(console, reports);
        DrillTable.PrintMissed(console, reports);
    }

    private static string[] Row(DrillReport report) =>
    [
        report.Scenario,
        report.Outcome,
        Time(report.Timeline.SignalMs),
        Time(report.Timeline.DecisionMs),
        Time(report.Timeline.ActionAcceptedMs),
        Time(report.Timeline.RestoredMs),
        string.Create(CultureInfo.InvariantCulture, $"{report.Client.Failed}/{report.Client.Total}"),
        DrillTable.Met(report),
    ];

    private static string Time(long? milliseconds) =>
        milliseconds is { } value ? (value / 1000.0).ToString("F2", CultureInfo.InvariantCulture) : "-";
}
