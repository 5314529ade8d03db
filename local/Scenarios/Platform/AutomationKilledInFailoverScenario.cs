using Steadfast.Functions.Incidents;
using Steadfast.Local.AzureEmulator;
using Steadfast.Local.Scenarios.Databases;

namespace Steadfast.Local.Scenarios.Platform;

/// <summary>
/// kill -9 of the primary under many writes, and of the Function App five times at random moments of the failover: it fails over once.
/// </summary>
public sealed class AutomationKilledInFailoverScenario : DatabaseScenario
{
    /// <inheritdoc/>
    public override string Name => "automation-killed-in-failover";

    /// <inheritdoc/>
    public override string Title => "the automation is killed five times at random moments of a failover";

    /// <inheritdoc/>
    protected override DatabaseEnding Expected => new(IncidentOutcome.Recovered, FailureKind.DatabaseUnavailable, OperationKind.Failover);

    /// <inheritdoc/>
    protected override int WritesPerSecond => 100;

    /// <inheritdoc/>
    protected override Task InjectFaultAsync(DatabaseDrill drill)
    {
        drill.CrashPrimary();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    protected override Task MeanwhileAsync(DatabaseDrill drill) => AutomationKills.RunAsync(drill.Drill);
}
