using Steadfast.Functions.Incidents;
using Steadfast.Local.AzureEmulator;
using Steadfast.Local.Scenarios.Drills;
using Steadfast.Local.Scenarios.Reports;

namespace Steadfast.Local.Scenarios.Alerts;

/// <summary>Every alert is lost on its way: the watchdog must find the fault.</summary>
public sealed class AlertLostScenario : FaultScenario
{
    /// <inheritdoc/>
    public override string Name => "alert-lost";

    /// <inheritdoc/>
    public override string Title => "a web server is killed and no alert arrives";

    /// <inheritdoc/>
    protected override Ending Expected => new(IncidentOutcome.Recovered, FailureKind.InstanceUnresponsive, "restart 1");

    /// <inheritdoc/>
    protected override void InjectFault(Drill drill)
    {
        drill.Twin.Azure.ActionGroup.Plan = _ => DeliveryPlan.Lost;
        drill.Faults.Crash(Target);
    }

    /// <inheritdoc/>
    protected override IEnumerable<Expectation> Further(DrillResult seen) =>
        [new("the watchdog opened it: "
            + $"{seen.Incident?.StartedBy}", seen.Incident?.StartedBy.Contains("watchdog", StringComparison.OrdinalIgnoreCase) == true)];
}
