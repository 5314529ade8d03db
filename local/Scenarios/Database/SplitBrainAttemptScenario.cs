using Steadfast.Functions.Incidents;
using Steadfast.Local.AzureEmulator;
using Steadfast.Local.Scenarios.Databases;
using Steadfast.Local.Scenarios.Reports;
using Steadfast.Local.Scenarios.Stories;
using Steadfast.Local.Stack.Databases;

namespace Steadfast.Local.Scenarios.Database;

/// <summary>A hanging primary is replaced, and then comes back by itself as if it were the primary still. It may accept nothing.</summary>
public sealed class SplitBrainAttemptScenario : DatabaseScenario
{
    /// <inheritdoc/>
    public override string Name => "split-brain-attempt";

    /// <inheritdoc/>
    public override string Title => "the former primary comes back after a failover";

    /// <inheritdoc/>
    protected override DatabaseEnding Expected => new(IncidentOutcome.Recovered, FailureKind.DatabaseUnavailable, OperationKind.Failover);

    /// <inheritdoc/>
    protected override Task HurtAsync(DatabaseScene scene)
    {
        // The platform would make it the standby at once.
        scene.Platform.RepairsStandby = false;
        scene.HangPrimary();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    protected override async Task MeanwhileAsync(DatabaseScene scene)
    {
        DatabaseMember former = scene.Pair.Members.Single(member => member.Server.IsPaused);
        await scene.UntilMovedAsync(former);
        former.Server.Continue();
        await scene.Pair.Faults.StartOldPrimaryAsync(scene.Scene.Ending);
        scene.Scene.Story.Tell(
            Speaker.Fault, $"{former.Name}, which was the primary, comes back by itself (pid {former.Server.ProcessId})");
        await scene.UntilWritesAsync();
        scene.Platform.RepairsStandby = true;
    }

    /// <inheritdoc/>
    protected override IEnumerable<Expectation> Further(DatabaseSeen seen)
    {
        bool isRunning = seen.Scene.Pair.Standby.Server.IsRunning;
        yield return new(
            $"Old primary is the standby in the end: {seen.Scene.Platform.State.HighAvailability}",
            isRunning && seen.Scene.Platform.State.HighAvailability == HighAvailabilityState.Healthy);
    }
}
