using Steadfast.Functions.Incidents;
using Steadfast.Local.Scenarios.Drills;

namespace Steadfast.Local.Scenarios.Instances;

/// <summary>SIGSTOP: connections are accepted and never answered.</summary>
public sealed class InstanceHangScenario : FaultScenario
{
    /// <inheritdoc/>
    public override string Name => "instance-hang";

    /// <inheritdoc/>
    public override string Title => "one of three web servers stops answering";

    /// <inheritdoc/>
    protected override Ending Expected => new(IncidentOutcome.Recovered, FailureKind.InstanceUnresponsive, "restart 1");

    /// <summary>Two failed probes in a row, and the second is known to have failed only when its own time, one interval, is over.</summary>
    protected override int? ProbeIntervals => 3;

    /// <inheritdoc/>
    protected override void InjectFault(Drill drill) => drill.Faults.Hang(Target);
}
