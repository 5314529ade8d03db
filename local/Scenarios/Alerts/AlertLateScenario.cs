using Steadfast.Functions.Incidents;
using Steadfast.Local.AzureEmulator;
using Steadfast.Local.Scenarios.Drills;
using Steadfast.Local.Scenarios.Twins;

namespace Steadfast.Local.Scenarios.Alerts;

/// <summary>A short hang that ends by itself; its alert is on its way for so long that nothing is left to be done.</summary>
public sealed class AlertLateScenario : FaultScenario
{
    /// <inheritdoc/>
    public override string Name => "alert-late";

    /// <inheritdoc/>
    public override string Title => "the alert arrives when the web server has healed by itself";

    /// <inheritdoc/>
    protected override Ending Expected => new(IncidentOutcome.NoAction, FailureKind.Healthy);

    /// <inheritdoc/>
    public override TwinOptions Prepare(TwinOptions options) => options.WithoutWatchdog();

    /// <inheritdoc/>
    protected override void InjectFault(Drill drill)
    {
        TimeSpan late = drill.Twin.Options.Pace.Plane.AlertWindow * 4;
        drill.Twin.Azure.ActionGroup.Plan = _ => DeliveryPlan.Late(late);
        drill.Faults.Hang(Target);
    }

    /// <inheritdoc/>
    protected override async Task MeanwhileAsync(Drill drill)
    {
        await drill.UntilAsync(() => drill.Twin.Azure.Alerts.Open.Count > 0);
        drill.Faults.ComeRound(Target);
    }
}
