using System.CommandLine;
using Spectre.Console;
using Steadfast.Local.Scenarios.Twins;

namespace Steadfast.Local.Scenarios.Commands;

/// <summary><c>demo</c>: the log of a killed web server, of a killed database and of a failover on purpose, told as it happens.</summary>
internal static class DemoCommand
{
    private static readonly string[] Scenarios = ["instance-crash", "database-crash", "graceful-failover"];

    public static Command Create(IAnsiConsole console)
    {
        Option<string> pace = TwinCommandOptions.Pace();
        Option<int?> number = TwinCommandOptions.Number();
        Option<string> host = TwinCommandOptions.Host();
        Command command = new("demo", "Breaks a web server and the database on purpose and tells how they are healed. Exit code 0 only if all went as promised.") { pace, number, host };
        command.SetAction((result, ct) =>
        {
            TwinOptions options = new() { Pace = TwinPace.Named(result.GetValue(pace)!), Host = TwinCommandOptions.Available(result.GetValue(host)!), Number = result.GetValue(number) };
            console.WriteLine("Three real web servers behind a balancer and two real database servers on this machine, watched and repaired by the Function App that is deployed to Azure.");
            console.WriteLine("Nobody touches them but the fault. Every figure below is measured by a client from the outside.");
            return DrillRun.RunAsync(console, [.. Scenarios.SelectMany(ScenarioCatalog.Matching)], runs: 1, options, json: null, ct);
        });
        return command;
    }
}
