using System.CommandLine;
using Spectre.Console;
using Steadfast.Local.Scenarios.Reports;
using Steadfast.Local.Scenarios.Stories;
using Steadfast.Local.Scenarios.Twins;

namespace Steadfast.Local.Scenarios.Commands;

/// <summary><c>drill</c>: runs scenarios and reports.</summary>
internal static class DrillCommand
{
    public static Command Create(IAnsiConsole console)
    {
        Option<string> scenario = TwinCommandOptions.Checked(
            new Option<string>("--scenario") { Description = "a name, or a pattern such as instance-*", DefaultValueFactory = _ => "*", HelpName = "NAME" },
            pattern => ScenarioCatalog.Matching(pattern));
        Option<FileInfo?> json = new("--json") { Description = "write the reports to a file, one JSON object a line", HelpName = "FILE" };
        Option<int> runs = TwinCommandOptions.Checked(
            new Option<int>("--runs") { Description = "how often each is run; the median is printed", DefaultValueFactory = _ => 1, HelpName = "N" },
            count =>
            {
                if (count is < 1 or > 100)
                {
                    throw new ArgumentException("--runs must be 1 to 100.");
                }
            });
        Option<bool> list = new("--list") { Description = "name the scenarios and end" };
        Option<string> pace = TwinCommandOptions.Pace();
        Option<int?> number = TwinCommandOptions.Number();

        Command command = new("drill", "Runs scenarios and reports. Exit code 0 only if every expectation was met.") { scenario, json, runs, list, pace, number };
        command.SetAction(async (result, ct) =>
        {
            IReadOnlyList<IScenario> chosen = ScenarioCatalog.Matching(result.GetValue(scenario)!);
            if (result.GetValue(list))
            {
                List(console, chosen);
                return 0;
            }

            TwinOptions options = new() { Pace = TwinPace.Named(result.GetValue(pace)!), Number = result.GetValue(number) };
            return await RunAsync(console, chosen, result.GetValue(runs), options, result.GetValue(json), ct);
        });
        return command;
    }

    /// <summary>Runs each scenario on a twin of its own, prints the table and writes the file.</summary>
    public static async Task<int> RunAsync(
        IAnsiConsole console, IReadOnlyList<IScenario> scenarios, int runs, TwinOptions options, FileInfo? json, CancellationToken ct)
    {
        await using StreamWriter? file = json?.CreateText();
        List<DrillReport> reports = [];
        foreach (IScenario scenario in scenarios.SelectMany(scenario => Enumerable.Repeat(scenario, runs)))
        {
            DrillReport report = await RunOneAsync(console, scenario, options, ct);
            reports.Add(report);
            if (file is not null)
            {
                await file.WriteLineAsync(report.ToJson());
                await file.FlushAsync(ct);
            }
        }

        console.WriteLine();
        DrillTable.Print(console, reports);
        return reports.All(report => report.AllMet) ? 0 : 1;
    }

    private static async Task<DrillReport> RunOneAsync(IAnsiConsole console, IScenario scenario, TwinOptions options, CancellationToken ct)
    {
        Story story = new(console, options.Clock);
        story.Headline($"{scenario.Name}: {scenario.Title}");
        DrillReport report = await ScenarioRun.RunAsync(scenario, options, story, ct);
        foreach (Expectation expectation in report.Expectations)
        {
            console.MarkupLine($"   {(expectation.Met ? "[green]met    [/]" : "[red]NOT MET[/]")}  {Markup.Escape(expectation.Text)}");
        }

        return report;
    }

    private static void List(IAnsiConsole console, IReadOnlyList<IScenario> scenarios)
    {
        foreach (IScenario scenario in scenarios)
        {
            console.WriteLine($"{scenario.Name,-24}{scenario.Title}");
        }
    }
}
