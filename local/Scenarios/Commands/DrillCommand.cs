using System.CommandLine;
using Spectre.Console;
using Steadfast.Local.Scenarios.Twins;

namespace Steadfast.Local.Scenarios.Commands;

/// <summary><c>drill</c>: runs scenarios and reports.</summary>
internal static class DrillCommand
{
    public static Command Create(IAnsiConsole console)
    {
        Option<string> scenario = TwinCommandOptions.Checked(
            new Option<string>("--scenario")
            {
                Description = "a name, or a pattern such as instance-*",
                DefaultValueFactory = _ => "*",
                HelpName = "NAME",
            },
            pattern => ScenarioCatalog.Matching(pattern));
        Option<FileInfo?> json = TwinCommandOptions.Json("write the reports to a file, one JSON object a line");
        Option<int> runs = TwinCommandOptions.Runs();
        Option<bool> list = new("--list") { Description = "name the scenarios and end" };
        Option<string> pace = TwinCommandOptions.Pace();
        Option<int?> number = TwinCommandOptions.Number();
        Option<string> host = TwinCommandOptions.Host();

        Command command = new("drill", "Runs scenarios and reports. Exit code 0 only if every expectation was met.")
        {
            scenario,
            json,
            runs,
            list,
            pace,
            number,
            host,
        };
        command.SetAction(async (result, ct) =>
        {
            IReadOnlyList<IScenario> chosen = ScenarioCatalog.Matching(result.GetValue(scenario)!);
            if (result.GetValue(list))
            {
                List(console, chosen);
                return 0;
            }

            TwinOptions options = new()
            {
                Pace = TwinPace.Named(result.GetValue(pace)!),
                Host = TwinCommandOptions.Available(result.GetValue(host)!),
                Number = result.GetValue(number),
            };
            return await DrillRun.RunAsync(console, chosen, result.GetValue(runs), options, result.GetValue(json), ct);
        });
        return command;
    }

    /// <summary>Names scenarios.</summary>
    public static void List(IAnsiConsole console, IReadOnlyList<IScenario> scenarios)
    {
        foreach (IScenario scenario in scenarios)
        {
            console.WriteLine($"{scenario.Name,-38}{scenario.Title}");
        }
    }
}
