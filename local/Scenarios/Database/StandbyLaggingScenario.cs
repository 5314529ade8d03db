using Steadfast.Functions.Incidents;
using Steadfast.Local.AzureEmulator;
using Steadfast.Local.Scenarios.Databases;
using Steadfast.Local.Scenarios.Reports;
using Steadfast.Local.Scenarios.Stories;

namespace Steadfast.Local.Scenarios.Database;

/// <summary>
/// The standby has received everything and applied little of it when the primary dies. Nothing is lost if one waits for it.
/// </summary>
public sealed class StandbyLaggingScenario : DatabaseScenario
{
    /// <inheritdoc/>
    public override string Name => "standby-lagging";

    /// <inheritdoc/>
    public override string Title => "the primary is killed while the standby lags behind";

    /// <inheritdoc/>
    protected override DatabaseEnding Expected => new(IncidentOutcome.Recovered, FailureKind.DatabaseUnavailable, OperationKind.Failover);

    private const double LagSeconds = 3;

    /// <inheritdoc/>
    protected override async Task InjectFaultAsync(DatabaseDrill drill)
    {
        drill.Drill.Faults.BreakDatabase($"the standby {drill.Pair.Standby.Name} receives what is written and does not apply it");
        IAsyncDisposable lag = await drill.Pair.Faults.LagStandbyAsync("notes", drill.Drill.Ending);
        try
        {
            await drill.Drill.UntilAsync(() => drill.Platform.LastSeen?.LagSeconds > LagSeconds);
            drill.CrashPrimary();
            await drill.Drill.UntilToldAsync("s behind");
        }
        finally
        {
            drill.Drill.Story.Tell(Speaker.Azure, "the standby applies what it has received");
            await lag.DisposeAsync();
        }
    }

    /// <inheritdoc/>
    protected override IEnumerable<Expectation> Further(DatabaseDrillResult seen)
    {
        bool waited = seen.All.HasTold("s behind");
        yield return new($"Incident waits for the standby and says so: {(waited ? "yes" : "no")}", waited);
    }
}
