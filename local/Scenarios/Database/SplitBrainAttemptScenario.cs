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
    protected override Task InjectFaultAsync(DatabaseDrill drill)
    {
        // The platform would make it the standby at once.
        drill.Platform.RepairsStandby = false;
        drill.HangPrimary();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    protected override async Task MeanwhileAsync(DatabaseDrill drill)
    {
        DatabaseMember former = drill.Pair.Members.Single(member => member.Server.IsPaused);
        await drill.UntilMovedAsync(former);
        former.Server.Continue();
        await drill.Pair.Faults.StartOldPrimaryAsync(drill.Drill.Ending);
        drill.Drill.Story.Tell(
            Speaker.Fault, $"{former.Name}, which was the primary, comes back by itself (pid {former.Server.ProcessId})");
        await drill.UntilWritesAsync();
        drill.Platform.RepairsStandby = true;
    }

    /// <inheritdoc/>
    protected override IEnumerable<Expectation> Further(DatabaseDrillResult seen)
    {
        bool isRunning = seen.Drill.Pair.Standby.Server.IsRunning;
        yield return new(
            $"Old primary is the standby in the end: {seen.Drill.Platform.State.HighAvailability}",
            isRunning && seen.Drill.Platform.State.HighAvailability == HighAvailabilityState.Healthy);
    }
}
