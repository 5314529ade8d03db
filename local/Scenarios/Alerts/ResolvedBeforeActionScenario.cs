using Steadfast.Functions.Incidents;
using Steadfast.Local.AzureEmulator;
using Steadfast.Local.Scenarios.Drills;
using Steadfast.Local.Scenarios.Reports;
using Steadfast.Local.Scenarios.Twins;

namespace Steadfast.Local.Scenarios.Alerts;

/// <summary>
/// A web server hangs while the platform is said to be changing it, so the automation waits; then it goes on by itself and the alert is
/// withdrawn.
/// </summary>
public sealed class ResolvedBeforeActionScenario : FaultScenario
{
    /// <inheritdoc/>
    public override string Name => "resolved-before-action";

    /// <inheritdoc/>
    public override string Title => "the fault ends while the automation waits for somebody else";

    /// <inheritdoc/>
    protected override Ending Expected => new(IncidentOutcome.NoAction, FailureKind.PlatformRecovering);

    /// <inheritdoc/>
    public override TwinOptions Prepare(TwinOptions options) => options.WithoutWatchdog();

    /// <inheritdoc/>
    protected override Task BeforeAsync(Drill drill)
    {
        drill.Twin.Azure.Faults.StickNextOperation(OperationKind.Restart);
        drill.Operators.HavePlatform(
            "an operator restarts web server 1 in the portal, and the platform does not get on with it",
            azure => azure.Actions.Restart(azure.ScaleSet.Find(Target)!));
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    protected override void InjectFault(Drill drill) => drill.Faults.Hang(Target);

    /// <inheritdoc/>
    protected override async Task MeanwhileAsync(Drill drill)
    {
        await drill.UntilDiagnosedAsync(FailureKind.PlatformRecovering);
        drill.Faults.ComeRound(Target);
    }

    /// <inheritdoc/>
    protected override IEnumerable<Expectation> Further(DrillResult seen) =>
        [
            new(
                $"Incident ends because the alert was resolved: {seen.Incident?.Reason}",
                seen.Incident is { Outcome: IncidentOutcome.NoAction, Actions: [] } ended
                    && ended.Reason.Contains("resolved", StringComparison.Ordinal)),
        ];
}
