using Steadfast.Local.Scenarios.Reports;
using Steadfast.Local.Scenarios.Stories;
using Steadfast.Local.Scenarios.Twins;

namespace Steadfast.Local.Scenarios;

/// <summary>Runs one scenario on a twin of its own.</summary>
public static class ScenarioRun
{
    /// <summary>Starts the twin that the scenario wants, does the fault, tells the log and judges.</summary>
    /// <param name="options">What the twin is made of, unless the scenario wants it otherwise.</param>
    /// <param name="started">Told of the twin before anything is done to it.</param>
    /// <param name="ended">Told when the twin is about to be ended.</param>
    public static async Task<DrillReport> RunAsync(
        IScenario scenario, TwinOptions options, Story log, CancellationToken ct, Action<Twin, Story>? started = null, Action? ended = null)
    {
        DateTimeOffset began = options.Clock.GetUtcNow();
        await using Twin twin = await log.TellAsync(
            "starting web servers, database and Function App", Twin.StartAsync(scenario.Prepare(options), ct), options.Clock, ct);
        log.Tell(
            Speaker.Stage,
            $"{twin.Machines.Count} web servers, a balancer, the control plane and the Function App are up (twin {twin.Addresses.Number}, "
                + $"pace {options.PaceName})");
        started?.Invoke(twin, log);
        DrillReport report;
        try
        {
            await using StoryWatcher watcher = new(twin, log);
            await using WaitLine waits = WaitLine.For(log, twin);
            report = await scenario.RunAsync(twin, log, ct);
        }
        finally
        {
            ended?.Invoke();
        }

        return report with { Date = began, Commit = SourceCommit.Find(), Machine = Machine.Look() };
    }
}
