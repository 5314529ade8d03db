using Steadfast.Conformance.Tests.Engine;
using Steadfast.Conformance.Tests.Stage;
using Steadfast.Functions.Diagnosis;
using Steadfast.Functions.Incidents;

namespace Steadfast.Conformance.Tests;

public sealed class DatabaseTests(Azurite azurite)
{
    [Theory]
    [ClassData(typeof(EveryBackend))]
    public Task A_dead_primary_is_failed_over_and_written_to(Backend backend) => Scenario.PlayAsync(backend, azurite, async stage =>
    {
        stage.Machines["1"].Serve();
        await Settled.Is(() => Task.FromResult(stage.Azure.Database!.State), state => state.HighAvailability == Local.Azure.HighAvailabilityState.Healthy, "the pair is redundant");
        TaskCompletionSource standby = stage.HoldStandbyBack();
        stage.Pair.Die();

        await stage.PostAsync<Steadfast.Functions.Alerts.AlertReceipt>("/api/alerts", DatabaseAlert);
        IncidentRecord incident = await stage.ClosedWithStandbyAsync(standby);

        Assert.Equal((IncidentOutcome.Recovered, "database", 1), (incident.Outcome, incident.Target, stage.Pair.Failovers));
        Assert.Equal(["failover"], incident.Actions.Select(action => action.Kind));
        Assert.All(stage.Machines.Values, machine => Assert.Equal(0, machine.Starts));
        return await stage.TalesAsync(incident);
    });

    [Theory]
    [ClassData(typeof(EveryBackend))]
    public Task Of_four_failovers_at_once_one_is_taken_and_the_others_are_told_of_it(Backend backend) => Scenario.PlayAsync(backend, azurite, async stage =>
    {
        stage.Machines["1"].Serve();
        TaskCompletionSource standby = stage.HoldStandbyBack();

        HttpResponseMessage[] answers = await Task.WhenAll(Enumerable.Range(1, 4).Select(number => stage.SendAsync(
            HttpMethod.Post, "/api/database/failover", $$"""{"mode":"force","confirm":true,"by":"person-{{number}}","reason":"a test"}""")));
        IncidentRecord incident = await stage.ClosedWithStandbyAsync(standby);

        Assert.Equal([202, 409, 409, 409], answers.Select(answer => (int)answer.StatusCode).Order());
        Assert.Equal((IncidentOutcome.Recovered, 1), (incident.Outcome, stage.Pair.Failovers));
        // Whose order is the first is a matter of the race.
        return (await stage.TalesAsync(incident)).Replace(incident.StartedBy, "the first operator", StringComparison.Ordinal);
    });

    private static string DatabaseAlert => Functions.Tests.Alerts.AlertBodies.Fired("10.9.9.9", "alert-database")
        .Replace("lb-probe-down", "mysql-resource-health", StringComparison.Ordinal)
        .Replace("\"customProperties\":{\"target\":\"vmss\"}", "\"customProperties\":{\"handler\":\"database\"}", StringComparison.Ordinal);
}

/// <summary>The standby after a failover. It becomes ready when its absence was seen: of its own accord it might do so between two looks, or not.</summary>
internal static class StandbyStage
{
    /// <summary>The next standby becomes ready when the task completes.</summary>
    public static TaskCompletionSource HoldStandbyBack(this AppStage stage)
    {
        TaskCompletionSource ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
        stage.Pair.StandbyReady = ready.Task;
        return ready;
    }

    /// <summary>The one incident, closed.</summary>
    public static async Task<IncidentRecord> ClosedWithStandbyAsync(this AppStage stage, TaskCompletionSource standby)
    {
        await Settled.Is(stage.IncidentsAsync, all => all is [{ Diagnosis: FailureKind.StandbyUnhealthy }], "the standby is missed");
        standby.SetResult();
        return Assert.Single(await stage.ClosedAsync());
    }
}
