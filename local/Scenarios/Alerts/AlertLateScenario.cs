using Steadfast.Functions.Incidents;
using Steadfast.Local.AzureEmulator;
using Steadfast.Local.Scenarios.Scenes;
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
    protected override void Hurt(Scene scene)
    {
        TimeSpan late = scene.Twin.Options.Pace.Plane.AlertWindow * 4;
        scene.Twin.Azure.ActionGroup.Plan = _ => DeliveryPlan.Late(late);
        scene.Faults.Hang(Target);
    }

    /// <inheritdoc/>
    protected override async Task MeanwhileAsync(Scene scene)
    {
        await scene.UntilAsync(() => scene.Twin.Azure.Alerts.Open.Count > 0);
        scene.Faults.ComeRound(Target);
    }
}
