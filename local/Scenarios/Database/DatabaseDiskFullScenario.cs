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
    protected override Task HurtAsync(DatabaseScene scene)
    {
        scene.Scene.Faults.HurtDatabase($"the disk of the primary {scene.Pair.Primary.Name} is full");
        return scene.Pair.Faults.FillPrimaryDiskAsync(scene.Scene.Ending);
    }
}
