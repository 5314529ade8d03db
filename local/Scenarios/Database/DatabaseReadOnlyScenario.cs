using Steadfast.Functions.Incidents;
using Steadfast.Local.AzureEmulator;
using Steadfast.Local.Scenarios.Databases;

namespace Steadfast.Local.Scenarios.Database;

/// <summary>
/// The primary accepts no more writes, with all connections left as they are: it is well for whoever only looks whether it answers.
/// </summary>
public sealed class DatabaseReadOnlyScenario : DatabaseScenario
{
    /// <inheritdoc/>
    public override string Name => "database-read-only";

    /// <inheritdoc/>
    public override string Title => "the primary database server takes no more writes";

    /// <inheritdoc/>
    protected override DatabaseEnding Expected => new(IncidentOutcome.Recovered, FailureKind.DatabaseReadOnly, OperationKind.Failover);

    /// <inheritdoc/>
    protected override Task InjectFaultAsync(DatabaseDrill drill)
    {
        drill.Drill.Faults.BreakDatabase($"the primary {drill.Pair.Primary.Name} is made read-only");
        return drill.Pair.Faults.MakePrimaryReadOnlyAsync(drill.Drill.Ending);
    }
}
