using Steadfast.Functions.Incidents;
using Steadfast.Local.Scenarios.Drills;
using Steadfast.Local.Scenarios.Reports;
using Steadfast.Local.Scenarios.Stories;

namespace Steadfast.Local.Scenarios.Platform;

/// <summary>The scale set is being upgraded: the automation keeps away until that is over, and then repairs.</summary>
public sealed class DeployInProgressScenario : FaultScenario
{
    /// <inheritdoc/>
    public override string Name => "deploy-in-progress";

    /// <inheritdoc/>
    public override string Title => "a web server is killed during a rolling upgrade";

    /// <inheritdoc/>
    protected override Ending Expected => new(IncidentOutcome.Recovered, FailureKind.DeploymentInProgress, "restart 1");

    private DateTimeOffset _over;

    /// <inheritdoc/>
    protected override Task BeforeAsync(Drill drill)
    {
        drill.Twin.Azure.Upgrades.Start(held: true);
        drill.Story.Tell(Speaker.Person, "a rolling upgrade of the scale set begins, and rests before its first batch");
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    protected override void InjectFault(Drill drill) => drill.Faults.Crash(Target);

    /// <inheritdoc/>
    protected override async Task MeanwhileAsync(Drill drill)
    {
        await drill.UntilDiagnosedAsync(FailureKind.DeploymentInProgress);
        await drill.PassAsync(drill.Twin.Options.Pace.Plane.ProbeInterval * 4);
        _over = drill.Twin.Options.Clock.GetUtcNow();
        drill.Twin.Azure.Upgrades.Cancel();
        drill.Story.Tell(Speaker.Person, "the rolling upgrade is called off");
    }

    /// <inheritdoc/>
    protected override IEnumerable<Expectation> Further(DrillResult seen)
    {
        int early = seen.ObservedActions.Repairs.Count(operation => operation.StartTime < _over);
        yield return new($"nothing was done while the upgrade ran: {early} actions", early == 0);
    }
}
