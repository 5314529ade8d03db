using Steadfast.Conformance.Tests.Engine;
using Steadfast.Conformance.Tests.Stage;
using Steadfast.Functions.Incidents;

namespace Steadfast.Conformance.Tests;

public sealed class DatabaseTests(Azurite azurite)
{
    [Theory]
    [ClassData(typeof(EveryBackend))]
    public async Task A_dead_primary_is_failed_over_and_written_to(Backend backend)
    {
        await using AppStage stage = await AppStage.StartAsync(backend, azurite);
        stage.Machines["1"].Serve();
        await Settled.Is(() => Task.FromResult(stage.Azure.Database!.State), state => state.HighAvailability == Local.Azure.HighAvailabilityState.Healthy, "the pair is redundant");
        stage.Pair.Die();

        await stage.PostAsync<Steadfast.Functions.Alerts.AlertReceipt>("/api/alerts", DatabaseAlert);
        IncidentRecord incident = Assert.Single(await stage.ClosedAsync());

        Assert.Equal((IncidentOutcome.Recovered, "database", 1), (incident.Outcome, incident.Target, stage.Pair.Failovers));
        Assert.Equal(["failover"], incident.Actions.Select(action => action.Kind));
        Outline.RequireOrder(incident);
        Assert.All(stage.Machines.Values, machine => Assert.Equal(0, machine.Starts));
    }

    private static string DatabaseAlert => Functions.Tests.Alerts.AlertBodies.Fired("10.9.9.9", "alert-database")
        .Replace("lb-probe-down", "mysql-resource-health", StringComparison.Ordinal)
        .Replace("\"customProperties\":{\"target\":\"vmss\"}", "\"customProperties\":{\"handler\":\"database\"}", StringComparison.Ordinal);
}
