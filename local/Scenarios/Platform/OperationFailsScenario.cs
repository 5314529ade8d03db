using Steadfast.Functions.Incidents;
using Steadfast.Local.AzureEmulator;
using Steadfast.Local.Scenarios.Drills;

namespace Steadfast.Local.Scenarios.Platform;

/// <summary>The restart ends as failed, with nothing done: the next rung is taken.</summary>
public sealed class OperationFailsScenario : FaultScenario
{
    /// <inheritdoc/>
    public override string Name => "operation-fails";

    /// <inheritdoc/>
    public override string Title => "the platform accepts a restart and fails to do it";

    /// <inheritdoc/>
    protected override Ending Expected => new(IncidentOutcome.Recovered, FailureKind.InstanceUnresponsive, "restart 1", "reimage 1");

    /// <inheritdoc/>
    protected override void InjectFault(Drill drill)
    {
        drill.Twin.Azure.Faults.FailNextOperation(kind: OperationKind.Restart);
        drill.Faults.Crash(Target);
    }
}
