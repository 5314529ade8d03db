using Steadfast.Functions.Incidents;
using Steadfast.Local.AzureEmulator;
using Steadfast.Local.Scenarios.Drills;
using Steadfast.Local.Scenarios.Twins;

namespace Steadfast.Local.Scenarios.Platform;

/// <summary>The restart stays in progress for ever, and nothing else can be asked for meanwhile: a person must know.</summary>
public sealed class OperationStuckScenario : FaultScenario
{
    /// <inheritdoc/>
    public override string Name => "operation-stuck";

    /// <inheritdoc/>
    public override string Title => "the platform accepts a restart and never gets on with it";

    /// <inheritdoc/>
    protected override Ending Expected => new(IncidentOutcome.Escalated, FailureKind.PlatformRecovering, "restart 1");

    /// <inheritdoc/>
    public override TwinOptions Prepare(TwinOptions options) => options
        .WithTime("Recovery__RestartDeadline", TimeSpan.FromSeconds(3))
        .WithTime("Recovery__DecisionDeadline", TimeSpan.FromSeconds(3));

    /// <inheritdoc/>
    protected override void InjectFault(Drill drill)
    {
        drill.Twin.Azure.Faults.StickNextOperation(OperationKind.Restart);
        drill.Faults.Crash(Target);
    }
}
