using Steadfast.Functions.Incidents;
using Steadfast.Local.AzureEmulator;
using Steadfast.Local.Scenarios.Databases;
using Steadfast.Local.Scenarios.Reports;

namespace Steadfast.Local.Scenarios.Database;

/// <summary>The primary and a web server die at the same moment: two causes, and each gets what is for it.</summary>
public sealed class DatabaseAndInstanceScenario : DatabaseScenario
{
    /// <inheritdoc/>
    public override string Name => "database-and-instance";

    /// <inheritdoc/>
    public override string Title => "the primary database server and a web server are killed at once";

    /// <inheritdoc/>
    protected override DatabaseEnding Expected =>
        new(IncidentOutcome.Recovered, FailureKind.DatabaseUnavailable, OperationKind.Failover) { OnWebServers = ["restart 2"] };

    private const string Other = "2";

    /// <inheritdoc/>
    protected override int Incidents => 1;

    /// <inheritdoc/>
    protected override bool PageIsServed => false;

    /// <inheritdoc/>
    protected override Task InjectFaultAsync(DatabaseDrill drill)
    {
        drill.CrashPrimary();
        drill.Drill.Faults.Crash(Other);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    protected override Task MeanwhileAsync(DatabaseDrill drill) => drill.Drill.UntilIncidentsAsync(
        incidents =>
            incidents.Any(incident => incident.Target == Other) && incidents.Any(incident => incident.Target == IncidentKey.Database));

    /// <inheritdoc/>
    protected override IEnumerable<Expectation> Further(DatabaseDrillResult seen)
    {
        IncidentRecord? other = seen.All.Incidents.LastOrDefault(incident => incident.Target == Other);
        yield return new(
            $"the web server has an incident of its own, which recovers by a restart: {other?.Outcome}, {other?.Reason}",
            other?.Outcome == IncidentOutcome.Recovered);
    }
}
