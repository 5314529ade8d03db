using Steadfast.Functions.Incidents;
using Steadfast.Local.Scenarios.Drills;

namespace Steadfast.Local.Scenarios.Instances;

/// <summary>kill -9: connections are refused at once.</summary>
public sealed class InstanceCrashScenario : FaultScenario
{
    /// <inheritdoc/>
    public override string Name => "instance-crash";

    /// <inheritdoc/>
    public override string Title => "one of three web servers is killed";

    /// <inheritdoc/>
    protected override Ending Expected => new(IncidentOutcome.Recovered, FailureKind.InstanceUnresponsive, "restart 1");

    /// <summary>Two failed probes in a row; each fails at once.</summary>
    protected override int? ProbeIntervals => 2;

    /// <inheritdoc/>
    protected override void InjectFault(Drill drill) => drill.Faults.Crash(Target);
}
