using Steadfast.Functions.Incidents;
using Steadfast.Local.AzureEmulator;
using Steadfast.Local.Scenarios.Databases;
using Steadfast.Local.Scenarios.Reports;

namespace Steadfast.Local.Scenarios.Database;

/// <summary>kill -9 of the primary, under many writes. The platform is late, so the automation is the one that acts.</summary>
public sealed class DatabaseCrashScenario : DatabaseScenario
{
    /// <inheritdoc/>
    public override string Name => "database-crash";

    /// <inheritdoc/>
    public override string Title => "the primary database server is killed";

    /// <inheritdoc/>
    protected override DatabaseEnding Expected => new(IncidentOutcome.Recovered, FailureKind.DatabaseUnavailable, OperationKind.Failover);

    /// <inheritdoc/>
    protected override PlatformFailover Platform => PlatformFailover.Late;

    /// <inheritdoc/>
    protected override int WritesPerSecond => 200;

    /// <inheritdoc/>
    protected override Task InjectFaultAsync(DatabaseDrill drill)
    {
        drill.CrashPrimary();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    protected override IEnumerable<Expectation> FurtherOfClient(DatabaseDrillResult seen) =>
        [new($"what the outage was spent on can be told: {seen.Parts?.ToString() ?? "no"}", seen.Parts is not null)];
}
