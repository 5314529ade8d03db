using System.CommandLine;
using Steadfast.Local.Scenarios.Commands;

namespace Steadfast.Local.Bench;

/// <summary><c>bench</c>: one command for each thing that is measured.</summary>
internal static class BenchCommands
{
    public static Command Create()
    {
        Command bench = new(
            "bench",
            "Measures and prints the figures with the machine they were measured on. Exit code 0 only if every target was reached.")
        {
            Runtime(),
            Measurement("alerts", "How quickly alerts are taken in when very many come at once.", AlertsBench.RunAsync),
            Measurement("soak", "Whether memory and journal stay bounded while alerts come for hours.", SoakBench.RunAsync),
            Measurement("incidents", "What the first incident after a start costs, beside the tenth.", IncidentsBench.RunAsync),
            Measurement("hops", "How many messages lie between an alert and the action.", HopsBench.RunAsync),
            Measurement("webapp", "How fast the web application is, beside a bare server.", WebappBench.RunAsync),
        };
        return bench;
    }

    private static Command Runtime()
    {
        Option<string> only = new("--only")
        {
            Description = $"measure one part: {string.Join(", ", RuntimeBench.Parts)}",
            HelpName = "PART",
            CustomParser = result =>
            {
                string name = result.Tokens[0].Value;
                if (!RuntimeBench.Parts.Contains(name))
                {
                    result.AddError($"--only must be one of {string.Join(", ", RuntimeBench.Parts)}, not '{name}'.");
                }

                return name;
            },
        };
        Option<FileInfo?> json = Json();
        Command command = new("runtime", "The figures that the local runtime must reach.") { only, json };
        command.SetAction(
            async (result, ct) =>
                await RuntimeBench.RunAsync(await BenchOutput.PrepareAsync(result.GetValue(json), ct), result.GetValue(only)));
        return command;
    }

    private static Command Measurement(string name, string description, Func<BenchOutput, Task<int>> run)
    {
        Option<FileInfo?> json = Json();
        Command command = new(name, description) { json };
        command.SetAction(async (result, ct) => await run(await BenchOutput.PrepareAsync(result.GetValue(json), ct)));
        return command;
    }

    private static Option<FileInfo?> Json() => TwinCommandOptions.Json("write the figures and every sample to a file, as JSON");
}
