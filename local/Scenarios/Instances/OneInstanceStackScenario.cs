using Steadfast.Functions.Incidents;
using Steadfast.Local.Scenarios.Drills;
using Steadfast.Local.Scenarios.Twins;

namespace Steadfast.Local.Scenarios.Instances;

/// <summary>A stack of one: no limit may keep the automation from repairing the only server there is.</summary>
public sealed class OneInstanceStackScenario : FaultScenario
{
    /// <inheritdoc/>
    public override string Name => "one-instance-stack";

    /// <inheritdoc/>
    public override string Title => "the only web server is killed";

    /// <inheritdoc/>
    protected override Ending Expected => new(IncidentOutcome.Recovered, FailureKind.InstanceUnresponsive, "restart 1");

    /// <inheritdoc/>
    public override TwinOptions Prepare(TwinOptions options) => options with { Instances = 1, Zones = 1 };

    /// <inheritdoc/>
    protected override bool OthersServe => false;

    /// <inheritdoc/>
    protected override void InjectFault(Drill drill) => drill.Faults.Crash(Target);
}
