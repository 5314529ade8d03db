using Steadfast.Functions.Incidents;
using Steadfast.Local.Scenarios.Databases;
using Steadfast.Local.Scenarios.Twins;
using Steadfast.Local.Stack.Databases;

namespace Steadfast.Local.Scenarios.Database;

/// <summary>Every answer of the database is late. A failover would not make it quicker, and would cost an outage.</summary>
public sealed class DatabaseSlowScenario : DatabaseScenario
{
    /// <inheritdoc/>
    public override string Name => "database-slow";

    /// <inheritdoc/>
    public override string Title => "the database answers, but late";

    /// <inheritdoc/>
    protected override DatabaseEnding Expected => new(IncidentOutcome.Escalated, FailureKind.DatabaseSlow);

    // A sign-in and a question take four pieces of data in each direction.
    private static readonly TimeSpan Delay = TimeSpan.FromMilliseconds(80);

    /// <inheritdoc/>
    protected override int WritesPerSecond => 20;

    /// <inheritdoc/>
    protected override TwinOptions Adapt(TwinOptions options) => options.WithTime("Recovery__DecisionDeadline", TimeSpan.FromSeconds(3));

    /// <inheritdoc/>
    protected override Task InjectFaultAsync(DatabaseDrill drill)
    {
        drill.Drill.Faults.BreakDatabase(
            $"whatever comes from the database is {Delay.TotalMilliseconds:F0} ms late, and whatever goes there too");
        foreach (EndpointEntrance way in drill.Database.WebWays)
        {
            way.SlowDown(Delay);
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    protected override Task PutInOrderAsync(DatabaseDrill drill)
    {
        foreach (EndpointEntrance way in drill.Database.WebWays)
        {
            way.Restore();
        }

        return Task.CompletedTask;
    }
}
