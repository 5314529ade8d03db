using Steadfast.Functions.Incidents;
using Steadfast.Local.AzureEmulator;
using Steadfast.Local.Scenarios.Databases;

namespace Steadfast.Local.Scenarios.Database;

/// <summary>SIGSTOP of the primary: connections are accepted and never answered. Nothing is reset, so only deadlines tell.</summary>
public sealed class DatabaseHangScenario : DatabaseScenario
{
    /// <inheritdoc/>
    public override string Name => "database-hang";

    /// <inheritdoc/>
    public override string Title => "the primary database server stops answering";

    /// <inheritdoc/>
    protected override DatabaseEnding Expected => new(IncidentOutcome.Recovered, FailureKind.DatabaseUnavailable, OperationKind.Failover);

    /// <inheritdoc/>
    protected override Task InjectFaultAsync(DatabaseDrill drill)
    {
        drill.HangPrimary();
        return Task.CompletedTask;
    }
}
