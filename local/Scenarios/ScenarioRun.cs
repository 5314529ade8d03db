using Steadfast.Local.Scenarios.Reports;
using Steadfast.Local.Scenarios.Stories;
using Steadfast.Local.Scenarios.Twins;

namespace Steadfast.Local.Scenarios;

/// <summary>Runs one scenario on a twin of its own.</summary>
public static class ScenarioRun
{
    /// <summary>Starts the twin that the scenario wants, does the fault, tells the log and judges.</summary>
    /// <param name="scenario">The scenario.</param>
    /// <param name="options">What the twin is made of, unless the scenario wants it otherwise.</param>
    /// <param name="log">Where to tell what happens.</param>
    /// <param name="ct">Ends the run.</param>
    public static async Task<DrillReport> RunAsync(IScenario scenario, TwinOptions options, Story log, CancellationToken ct)
    {
        DateTimeOffset began = options.Clock.GetUtcNow();
        await using Twin twin = await Twin.StartAsync(scenario.Prepare(options), ct);
        log.Tell(Speaker.Stage, $"{twin.Machines.Count} web servers, a balancer, the control plane and the Function App are up (twin {twin.Addresses.Number}, pace {options.PaceName})");
        await using StoryWatcher watcher = new(twin, log);
        DrillReport report = await scenario.RunAsync(twin, log, ct);
        return report with { Date = began, Commit = SourceCommit.Find(), Machine = Machine.Look() };
    }
}
