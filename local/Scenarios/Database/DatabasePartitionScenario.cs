using Steadfast.Functions.Incidents;
using Steadfast.Local.Scenarios.Databases;
using Steadfast.Local.Scenarios.Reports;
using Steadfast.Local.Scenarios.Twins;

namespace Steadfast.Local.Scenarios.Database;

/// <summary>The automation cannot reach the database, the web servers can. One observer alone is never believed.</summary>
public sealed class DatabasePartitionScenario : DatabaseScenario
{
    /// <inheritdoc/>
    public override string Name => "database-partition";

    /// <inheritdoc/>
    public override string Title => "only the automation cannot reach the database";

    /// <inheritdoc/>
    protected override DatabaseEnding Expected => new(IncidentOutcome.Escalated, FailureKind.DatabaseUnreachableFromHere);

    /// <inheritdoc/>
    protected override TwinOptions Adapt(TwinOptions options) => options.WithTime("Recovery__DecisionDeadline", TimeSpan.FromSeconds(3));

    /// <inheritdoc/>
    protected override Task HurtAsync(DatabaseScene scene)
    {
        scene.Scene.Faults.HurtDatabase("the way of the Function App to the database is cut, that of the web servers is not");
        scene.Database.FunctionsWay.Cut();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    protected override IEnumerable<Expectation> FurtherOfClient(DatabaseSeen seen) =>
        [new($"nobody but the automation notices: {seen.Notes?.Writes.Failed} writes failed", seen.Notes?.Writes.Failed == 0)];
}
