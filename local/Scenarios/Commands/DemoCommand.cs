using System.CommandLine;
using Spectre.Console;
using Steadfast.Local.Scenarios.Pages;
using Steadfast.Local.Scenarios.Reports;
using Steadfast.Local.Scenarios.Twins;

namespace Steadfast.Local.Scenarios.Commands;

/// <summary><c>demo</c>: the log of a killed web server, of a killed database and of a failover on purpose, told as it happens.</summary>
internal static class DemoCommand
{
    // A demonstration is shown on any terminal, and looks the same on each.
    private const int MaxWidth = 80;

    private static readonly string[] Scenarios = ["instance-crash", "database-crash", "graceful-failover"];

    public static Command Create(IAnsiConsole console)
    {
        Option<string?> scenario = TwinCommandOptions.Checked(
            new Option<string?>("--scenario") { Description = "another story: a name, or a pattern such as instance-*", HelpName = "NAME" },
            pattern => Chosen(pattern));
        Option<bool> list = new("--list") { Description = "name the stories and end" };
        Option<bool> open = new("--open") { Description = "opens the console in a browser, which asks for the key that is printed" };
        Option<string> pace = TwinCommandOptions.Pace();
        Option<int?> number = TwinCommandOptions.Number();
        Option<string> host = TwinCommandOptions.Host();
        Command command = new("demo", "Breaks a web server and the database on purpose and tells how they are healed. Exit code 0 only if "
            + "all went as promised.") { scenario, list, open, pace, number, host };
        command.SetAction(async (result, ct) =>
        {
            IReadOnlyList<IScenario> chosen = Chosen(result.GetValue(scenario));
            if (result.GetValue(list))
            {
                DrillCommand.List(console, result.GetValue(scenario) is null ? ScenarioCatalog.All : chosen);
                return ExitCode.Met;
            }

            TwinOptions options = new()
            {
                Pace = TwinPace.Named(result.GetValue(pace)!),
                Host = TwinCommandOptions.Available(result.GetValue(host)!),
                Number = result.GetValue(number),
            };
            return await RunAsync(console, chosen, options, result.GetValue(open), ct);
        });
        return command;
    }

    private static async Task<int> RunAsync(
        IAnsiConsole console, IReadOnlyList<IScenario> chosen, TwinOptions options, bool opens, CancellationToken ct)
    {
        console.Profile.Width = Math.Min(console.Profile.Width, MaxWidth);
        console.WriteLine(
            "Three real web servers behind a balancer and two real database servers on this machine, watched and repaired by the Function "
                + "App that is deployed to Azure.");
        console.WriteLine("Nobody touches them but the fault. Every figure below is measured by a client from the outside.");
        if (!opens)
        {
            return await DrillRun.RunAsync(console, chosen, runs: 1, options, json: null, ct, new() { Print = DemoTable.Print });
        }

        // Every story has a stack of its own; one number and one key for all, so that the page in the browser goes on with the next.
        TwinShow show = new(options.Clock);
        options = options with { Number = options.Number ?? 0, HasPage = true, Tape = show.Tape };
        await using PageServer page = await PageServer.StartAsync(show, options, ask: null, ct);
        console.WriteLine(ConsolePage.Open(page.Url));
        console.WriteLine($"What clients go through is on {page.Page}");
        // On a line of its own, so that it can be copied.
        console.WriteLine($"Both ask for a key: {options.FunctionKey}");
        return await ShowAsync(console, chosen, options, show, ct);
    }

    /// <summary>Plays stories with a page that shows them.</summary>
    /// <returns>An <see cref="ExitCode"/>.</returns>
    internal static async Task<int> ShowAsync(IAnsiConsole console, IReadOnlyList<IScenario> chosen, TwinOptions options, TwinShow show, CancellationToken ct)
    {
        int code = await DrillRun.RunAsync(
            console, chosen, runs: 1, options, json: null, ct,
            new() { Print = DemoTable.Print, Begins = show.Building, Started = show.Open, Ended = show.Close, Judged = show.Judge, Listener = show.Listen });
        // The page goes with this process: what came of the last story is on it by then.
        await show.SeenAsync(ct);
        return code;
    }

    private static IReadOnlyList<IScenario> Chosen(string? pattern) =>
        pattern is null ? [.. Scenarios.SelectMany(ScenarioCatalog.Matching)] : ScenarioCatalog.Matching(pattern);
}
