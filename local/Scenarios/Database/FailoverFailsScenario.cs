using Steadfast.Functions.Incidents;
using Steadfast.Local.AzureEmulator;
using Steadfast.Local.Scenarios.Databases;

namespace Steadfast.Local.Scenarios.Database;

/// <summary>The platform accepts the failover and fails to do it. The other way to a failover is tried, once.</summary>
public sealed class FailoverFailsScenario : DatabaseScenario
{
    /// <inheritdoc/>
    public override string Name => "failover-fails";

    /// <inheritdoc/>
    public override string Title => "the primary is killed and the platform's first failover fails";

    /// <inheritdoc/>
    protected override DatabaseEnding Expected =>
        new(IncidentOutcome.Recovered, FailureKind.DatabaseUnavailable, OperationKind.Failover, OperationKind.DatabaseRestart);

    /// <inheritdoc/>
    protected override Task InjectFaultAsync(DatabaseDrill drill)
    {
        drill.Twin.Azure.Faults.FailNextOperation(kind: OperationKind.Failover);
        drill.CrashPrimary();
        return Task.CompletedTask;
    }
}
