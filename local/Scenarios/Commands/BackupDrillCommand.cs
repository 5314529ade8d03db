using System.CommandLine;
using System.Globalization;
using Spectre.Console;
using Steadfast.Local.Scenarios.Drills;
using Steadfast.Local.Scenarios.Stories;
using Steadfast.Local.Scenarios.Twins;
using Steadfast.Local.Stack.Backups;
using Steadfast.Local.Stack.Databases;
using Steadfast.Local.Stack.Traffic;

namespace Steadfast.Local.Scenarios.Commands;

/// <summary><c>backup-drill</c>: tries whether the data of the twin could be brought back to a moment, and how exactly.</summary>
internal static class BackupDrillCommand
{
    private const int WritesPerSecond = 100;

    public static Command Create(IAnsiConsole console)
    {
        Option<int?> number = TwinCommandOptions.Number();
        Command command =
            new("backup-drill", "Backs up the twin's database while it is written to, restores it to a moment into a third server and "
                + "compares. Exit code 0 only if nothing is missing.") { number };
        command.SetAction(
            (result, ct) => RunAsync(console, new() { HasDatabase = true, IsAutomated = false, Number = result.GetValue(number) }, ct));
        return command;
    }

    private static async Task<int> RunAsync(IAnsiConsole console, TwinOptions options, CancellationToken ct)
    {
        Story log = new(console, options.Clock);
        await using Twin twin = await Twin.StartAsync(options, ct);
        DatabasePair pair = twin.Database!.Pair;
        log.Tell(Speaker.Stage, $"{twin.Machines.Count} web servers and both database servers are up (twin {twin.Addresses.Number})");
        await using NotesClient notes = NotesClient.Start(
            new(new Uri(twin.Addresses.ClientUrl, "api/notes"), WritesPerSecond) { Clock = options.Clock });
        await Wait.Until(() => notes.Acknowledged >= WritesPerSecond, options.Clock, TimeSpan.FromSeconds(30), ct);
        log.Tell(Speaker.Client, $"{WritesPerSecond} writes/s, {notes.Acknowledged} acknowledged so far; the backup begins");

        BackupDrillResult result = await BackupDrill.RunAsync(
            pair, new(twin.Database.DrillFolder, twin.Addresses.DatabaseServer(3)) { Clock = options.Clock },
            () => notes.AcknowledgedTexts(), ct);
        log.Tell(Speaker.Stage, "restored and compared");
        Print(console, result);
        string table = result.Exact ? "the same" : "another one";
        bool isGood = result is { Exact: true, Lost: [], AcknowledgedThen: > 0 };
        console.MarkupLine(isGood
            ? "[green]met[/]  every acknowledged write of that moment was restored, and the table is the same row for row"
            : $"[red]NOT MET[/]  {result.Lost.Count} acknowledged writes are missing; the table is {table}");
        return isGood ? 0 : 1;
    }

    private static void Print(IAnsiConsole console, BackupDrillResult result)
    {
        Grid grid = new Grid().AddColumn().AddColumn();
        grid.AddRow("full backup", $"{Seconds(result.BackupTook)}, {Kilobytes(result.BackupBytes)}");
        grid.AddRow("binary logs", Kilobytes(result.LogBytes));
        grid.AddRow("restored to", $"position {Markup.Escape(result.Position)}");
        grid.AddRow("restore", $"{Seconds(result.RestoreTook)}, {Seconds(result.ApplyTook)} of it for the logs");
        grid.AddRow("rows then", Number(result.RowsThen));
        grid.AddRow(
            "rows restored", $"{Number(result.RowsRestored)} ({Number(result.RowsLater)} were written later, and are rightly not there)");
        grid.AddRow("acknowledged by then", $"{Number(result.AcknowledgedThen)}, {Number(result.Lost.Count)} of them missing");
        console.Write(new Panel(grid).Header(" backup drill ").RoundedBorder());
    }

    private static string Seconds(TimeSpan span) => string.Create(CultureInfo.InvariantCulture, $"{span.TotalSeconds:F2} s");

    private static string Kilobytes(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024.0:N0} KiB");

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
