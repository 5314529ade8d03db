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
    protected override Task InjectFaultAsync(DatabaseDrill drill)
    {
        drill.Drill.Faults.BreakDatabase("the way of the Function App to the database is cut, that of the web servers is not");
        drill.Database.FunctionsWay.Cut();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    protected override IEnumerable<Expectation> FurtherOfClient(DatabaseDrillResult seen) =>
        [new($"nobody but the automation notices: {seen.Notes?.Writes.Failed} writes failed", seen.Notes?.Writes.Failed == 0)];
}
