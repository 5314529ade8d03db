using System.Globalization;
using System.Text.Json;
using Steadfast.Local.Scenarios.Reports;
using Steadfast.Local.Scenarios.Twins;

namespace Steadfast.Local.Bench;

/// <summary>Prints the figures as a table, and writes them as JSON.</summary>
public static class Report
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>The machine, then a line for each figure.</summary>
    public static string Table(Machine machine, IReadOnlyList<Figure> figures, string title)
    {
        string[][] rows =
        [
            [title, "median", "lowest", "highest", "unit", "target", ""],
            .. figures.Select(figure => new[]
            {
                figure.Name, Number(figure.Median), Number(figure.Samples.Min()), Number(figure.Samples.Max()), figure.Unit, Target(figure),
                Verdict(figure),
            }),
        ];
        int[] widths = [.. Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length))];
        var lines = rows.Select(
            row => string.Join(
                "  ", row.Select((cell, column) => column is 1 or 2 or 3 ? cell.PadLeft(widths[column]) : cell.PadRight(widths[column])))
                .TrimEnd());
        return $"""
            {machine.Cpu}, {machine.Cores} cores, {Number(machine.MemoryGiB)} GiB, {machine.Dotnet}, {machine.System}, {machine.Date:yyyy-MM-dd HH:mm}Z

            {string.Join(Environment.NewLine, lines)}
            """;
    }

    /// <summary>
    /// The same with every sample, with what else a reader must know to compare it, and with what the figures were taken from, if that is
    /// told.
    /// </summary>
    public static string ToJson(
        Machine machine, IReadOnlyList<Figure> figures, TwinOptions twin, bool busy, object? runs) => JsonSerializer.Serialize(
        new { date = machine.Date, commit = SourceCommit.Find(), pace = twin.PaceName, host = twin.HostName, busy, machine, figures, runs },
        Json);

    private static string Target(Figure figure) => (figure.Target, figure.AtMost) switch
    {
        (null, _) => "",
        ({ } bound, true) => $"at most {Number(bound)}",
        ({ } bound, false) => $"at least {Number(bound)}",
    };

    private static string Verdict(Figure figure) => figure.Reached switch { true => "reached", false => "MISSED", null => "" };

    private static string Number(double value) => value.ToString(value >= 100 ? "N0" : "0.##", CultureInfo.InvariantCulture);
}
