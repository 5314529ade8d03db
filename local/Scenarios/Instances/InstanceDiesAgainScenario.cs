using Steadfast.Functions.Incidents;
using Steadfast.Local.Scenarios.Drills;

namespace Steadfast.Local.Scenarios.Instances;

/// <summary>kill -9, and once more as soon as the restart has brought it up: the operation succeeds, the instance does not serve.</summary>
public sealed class InstanceDiesAgainScenario : FaultScenario
{
    /// <inheritdoc/>
    public override string Name => "instance-dies-again";

    /// <inheritdoc/>
    public override string Title => "a web server dies while it is being restarted";

    /// <inheritdoc/>
    protected override Ending Expected => new(IncidentOutcome.Recovered, FailureKind.InstanceUnresponsive, "restart 1", "reimage 1");

    /// <inheritdoc/>
    protected override void InjectFault(Drill drill)
    {
        int left = 1;
        drill.Twin.MachineChanged += (machine, what) =>
        {
            if (machine.Id == Target && what.StartsWith("is started", StringComparison.Ordinal) && Interlocked.Decrement(ref left) == 0)
            {
                drill.Faults.Crash(Target);
            }
        };
        drill.Faults.Crash(Target);
    }
}
