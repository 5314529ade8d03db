using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Steadfast.Local.Scenarios.Commands;
using Steadfast.Local.Simulation.Engine;
using Steadfast.Local.Simulation.Faults;
using Steadfast.Local.Simulation.Worlds;

namespace Steadfast.Local.Simulation.Commands;

/// <summary><c>simulate</c>: worlds under faults drawn from seeds.</summary>
internal static class SimulateCommand
{
    private const int FewIncidents = 500;
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static Command Create()
    {
        Option<int> incidents = new("--incidents") { Description = "run worlds until there were so many incidents", HelpName = "N", DefaultValueFactory = _ => FewIncidents };
        Option<Seeds?> seeds = SeedsOption("--seeds", "A..B", "run the worlds of these seeds");
        Option<Seeds?> seed = SeedsOption("--seed", "N", "run the world of this seed alone");
        Option<bool> story = new("--story") { Description = "with --seed: tell everything that happens in it" };
        Option<bool> shrink = new("--shrink") { Description = "with --seed: leave out faults as long as it still fails, and tell what is left" };
        Option<FileInfo?> json = new("--json") { Description = "write what came of it to a file, as JSON", HelpName = "FILE" };
        Option<bool> compare = new("--compare") { Description = "run other policies on the same faults, and Steadfast without one of its rules each" };
        Option<FileInfo?> html = new("--html") { Description = "with --compare: write a page with the table and plots to a file", HelpName = "FILE" };
        Command command = new(
            "simulate", "Runs the automation against simulated stacks on a virtual clock, under faults drawn from seeds. Exit code 0 only if every invariant held.")
        {
            incidents, seeds, seed, story, shrink, json, compare, html,
        };
        command.SetAction((result, ct) => result switch
        {
            _ when result.GetValue(compare) || result.GetValue(html) is not null => CompareCommand.RunAsync(
                result.GetValue(seed) ?? result.GetValue(seeds), result.GetValue(incidents), result.GetValue(json), result.GetValue(html), ct),
            _ when result.GetValue(seed) is { } one => Task.FromResult(RunOne(one.First, result.GetValue(story), result.GetValue(shrink))),
            _ => RunManyAsync(result.GetValue(seeds), result.GetValue(incidents), result.GetValue(json), ct),
        });
        return command;
    }

    private static Option<Seeds?> SeedsOption(string name, string help, string description) => new(name)
    {
        Description = description,
        HelpName = help,
        CustomParser = result =>
        {
            Seeds? read = Seeds.Read(result.Tokens[0].Value);
            if (read is null)
            {
                result.AddError($"{name} must be {help}, with whole numbers, not '{result.Tokens[0].Value}'.");
            }

            return read;
        },
    };

    private static int RunOne(ulong seed, bool tells, bool shrinks)
    {
        FaultSchedule schedule = FaultSchedule.Draw(seed);
        if (shrinks)
        {
            string? first = WorldRun.Run(schedule).Violations.FirstOrDefault();
            if (first is null)
            {
                Console.WriteLine($"every invariant holds in the world of seed {seed}");
                return ExitCode.Met;
            }

            schedule = Shrinking.Shrink(schedule, smaller => WorldRun.Run(smaller).Violations.Any(one => KindOf(one) == KindOf(first)));
        }

        WorldResult result = WorldRun.Run(schedule, tells || shrinks);
        Console.WriteLine($"seed {seed}: {schedule.Instances} instances, platform failover {schedule.PlatformFailover}, automatic repairs {(schedule.AutomaticRepairs ? "on" : "off")}");
        foreach (WorldEvent told in Chronicle.Of(result, World.Start))
        {
            Console.WriteLine($"{told.At.ToString(@"hh\:mm\:ss\.fff", CultureInfo.InvariantCulture)}  {told.Text}");
        }

        Console.WriteLine($"{result.Incidents} incidents, {result.Age.TotalMinutes:0} min, {result.Events} events, hash {result.Hash:x16}");
        result.Violations.ToList().ForEach(Console.WriteLine);
        return ExitCode.From(result.Violations.Count == 0);
    }

    // What comes before the colon says which invariant it is.
    private static string KindOf(string violation) => violation.Split(':')[0];

    private static async Task<int> RunManyAsync(Seeds? seeds, int incidents, FileInfo? json, CancellationToken ct)
    {
        ManyWorlds worlds = new(seeds ?? new(1, ulong.MaxValue - 1), seeds is null ? incidents : int.MaxValue);
        bool shows = !Console.IsErrorRedirected;
        await worlds.RunAsync(
            (seed, result) =>
            {
                // At once: whoever runs a thousand worlds need not wait for the last to look at the first that failed.
                result.Violations.ToList().ForEach(violation => Console.Error.WriteLine($"{(shows ? "\r" : "")}seed {seed}: {violation}"));
                if (shows)
                {
                    Totals totals = worlds.Totals;
                    Console.Error.Write($"\r{totals.Worlds} worlds, {totals.Incidents} incidents, {totals.IncidentsPerMinute:0} a minute, {totals.Violated.Count} violated   ");
                }
            },
            ct);
        if (shows)
        {
            Console.Error.WriteLine();
        }

        Totals all = worlds.Totals;
        foreach (string line in all.Lines())
        {
            Console.WriteLine(line);
        }

        if (json is not null)
        {
            await File.WriteAllTextAsync(json.FullName, JsonSerializer.Serialize(all, Json), CancellationToken.None);
        }

        if (ct.IsCancellationRequested)
        {
            return ExitCode.Interrupted;
        }

        return ExitCode.From(all.Violated.Count == 0);
    }
}
