using Steadfast.Functions.Incidents;
using Steadfast.Local.AzureEmulator;
using Steadfast.Local.Scenarios.Drills;
using Steadfast.Local.Scenarios.Twins;

namespace Steadfast.Local.Scenarios.Instances;

/// <summary>
/// A web server stands still and goes on in turns. Each look may find it well; only the watchdog, which remembers, sees what is wrong.
/// </summary>
public sealed class InstanceFlappingScenario : FaultScenario
{
    /// <inheritdoc/>
    public override string Name => "instance-flapping";

    /// <inheritdoc/>
    public override string Title => "a web server serves off and on, each time too short for an alert";

    /// <inheritdoc/>
    protected override Ending Expected => new(IncidentOutcome.Recovered, FailureKind.InstanceFlapping, "restart 1");

    /// <inheritdoc/>
    public override TwinOptions Prepare(TwinOptions options) => options.With("Watchdog__SickLooks", "10");

    /// <inheritdoc/>
    protected override void InjectFault(Drill drill)
    {
        TimeSpan probe = drill.Twin.Options.Pace.Plane.ProbeInterval;
        // An alert rule looks back over more than one such turn; here the rule is quick, so what it says is dropped.
        drill.Twin.Azure.ActionGroup.Plan = _ => DeliveryPlan.Lost;
        drill.Faults.Stutter(Target, still: probe * 4, running: probe * 5);
    }
}
