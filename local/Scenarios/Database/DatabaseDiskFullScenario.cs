using Steadfast.Functions.Incidents;
using Steadfast.Local.AzureEmulator;
using Steadfast.Local.Scenarios.Databases;

namespace Steadfast.Local.Scenarios.Database;

/// <summary>The disk of the primary is full: reads go on, and only writers know.</summary>
public sealed class DatabaseDiskFullScenario : DatabaseScenario
{
    /// <inheritdoc/>
    public override string Name => "database-disk-full";

    /// <inheritdoc/>
    public override string Title => "the disk of the primary database server is full";

    /// <inheritdoc/>
    protected override DatabaseEnding Expected => new(IncidentOutcome.Recovered, FailureKind.DatabaseReadOnly, OperationKind.Failover);

    /// <inheritdoc/>
    protected override Task InjectFaultAsync(DatabaseDrill drill)
    {
        drill.Drill.Faults.BreakDatabase($"the disk of the primary {drill.Pair.Primary.Name} is full");
        return drill.Pair.Faults.FillPrimaryDiskAsync(drill.Drill.Ending);
    }
}
