using Steadfast.Functions.Incidents;
using Steadfast.Local.Scenarios.Databases;
using Steadfast.Local.Scenarios.Stories;
using Steadfast.Local.Scenarios.Twins;
using Steadfast.Local.Stack.Databases;

namespace Steadfast.Local.Scenarios.Instances;

/// <summary>
/// The web servers cannot reach the database; for the automation and for the platform it is well. A failover would not mend a network.
/// </summary>
public sealed class WebTierPartitionScenario : DatabaseScenario
{
    /// <inheritdoc/>
    public override string Name => "web-tier-partition";

    /// <inheritdoc/>
    public override string Title => "only the web servers cannot reach the database";

    /// <inheritdoc/>
    protected override DatabaseEnding Expected => new(IncidentOutcome.Escalated, FailureKind.DatabaseUnreachableFromWebTier);

    /// <inheritdoc/>
    protected override TwinOptions Adapt(TwinOptions options) => options.WithTime("Recovery__DecisionDeadline", TimeSpan.FromSeconds(3));

    /// <inheritdoc/>
    protected override Task InjectFaultAsync(DatabaseDrill drill)
    {
        drill.Drill.Faults.BreakDatabase("the way of every web server to the database is cut, that of the Function App is not");
        foreach (EndpointEntrance way in drill.Database.WebWays)
        {
            way.Cut();
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    protected override Task PutInOrderAsync(DatabaseDrill drill)
    {
        drill.Drill.Story.Tell(Speaker.Person, "the network is mended");
        foreach (EndpointEntrance way in drill.Database.WebWays)
        {
            way.Restore();
        }

        return Task.CompletedTask;
    }
}
