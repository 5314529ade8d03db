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
    protected override async Task HurtAsync(DatabaseScene scene)
    {
        scene.Scene.Faults.HurtDatabase($"the standby {scene.Pair.Standby.Name} receives what is written and does not apply it");
        IAsyncDisposable lag = await scene.Pair.Faults.LagStandbyAsync("notes", scene.Scene.Ending);
        try
        {
            await scene.Scene.UntilAsync(() => scene.Platform.LastSeen?.LagSeconds > LagSeconds);
            scene.CrashPrimary();
            await scene.Scene.UntilToldAsync("s behind");
        }
        finally
        {
            scene.Scene.Story.Tell(Speaker.Azure, "the standby applies what it has received");
            await lag.DisposeAsync();
        }
    }

    /// <inheritdoc/>
    protected override IEnumerable<Expectation> Further(DatabaseSeen seen)
    {
        bool waited = seen.All.HasTold("s behind");
        yield return new($"Incident waits for the standby and says so: {(waited ? "yes" : "no")}", waited);
    }
}
