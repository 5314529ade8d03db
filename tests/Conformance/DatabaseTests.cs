using Steadfast.Conformance.Tests.Engine;
using Steadfast.Conformance.Tests.Stage;
using Steadfast.Functions.Incidents;
using Steadfast.Functions.Instances;

namespace Steadfast.Conformance.Tests;

public sealed class DatabaseTests(Azurite azurite)
{
    [Theory]
    [ClassData(typeof(EveryBackend))]
    public Task A_dead_primary_is_failed_over_and_written_to(Backend backend) => Scenario.PlayAsync(backend, azurite, async stage =>
    {
        await stage.AllServeAsync();
        await Settled.Is(() => Task.FromResult(stage.Azure.Database!.State), state => state.HighAvailability == Local.AzureEmulator.HighAvailabilityState.Healthy, "the pair is redundant");
        TaskCompletionSource standby = stage.HoldStandbyBack();
        stage.Pair.Die();

        await stage.PostAsync<Steadfast.Functions.Alerts.AlertReceipt>("/api/alerts", DatabaseAlert);
        IncidentRecord incident = await stage.ClosedWithStandbyAsync(standby);

        Assert.Equal((IncidentOutcome.Recovered, "database", 1), (incident.Outcome, incident.Target, stage.Pair.Failovers));
        Assert.Equal(["failover"], incident.Actions.Select(action => action.Kind));
        Assert.All(stage.Machines.Values, machine => Assert.Equal(0, machine.Starts));
        return await stage.TalesAsync(incident with { Steps = [.. incident.Steps.Where((step, index) => !IsMissedAgain(incident, step, index))] });
    });

    // How many looks find the standby missing, and how long each pause is, hangs on the engine: the first of them is told.
    private static bool IsMissedAgain(IncidentRecord incident, IncidentStep step, int index) =>
        step.Diagnosis == FailureKind.StandbyUnhealthy && incident.Steps.Take(index).Any(earlier => earlier.Diagnosis == FailureKind.StandbyUnhealthy);

    // Not told word for word: which of the four takes the place of another, and which comes while the first is carried out, hangs on the moment in which each
    // of them arrives. That there is one failover and that none is lost holds everywhere.
    [Theory]
    [ClassData(typeof(EveryBackend))]
    public async Task Of_four_failovers_at_once_one_opens_the_incident_the_others_join_it_and_one_is_done(Backend backend)
    {
        await using AppStage stage = await AppStage.StartAsync(backend, azurite);
        await stage.AllServeAsync();
        TaskCompletionSource standby = stage.HoldStandbyBack();
        int[] people = [1, 2, 3, 4];

        OrderReceipt[] receipts = await Task.WhenAll(people.Select(number => stage.PostAsync<OrderReceipt>(
            "/api/database/failover", $$"""{"mode":"force","confirm":true,"by":"person-{{number}}","reason":"a test"}""")));
        IncidentRecord incident = await stage.ClosedWithStandbyAsync(standby);

        Assert.Equal([false, true, true, true], receipts.Select(receipt => receipt.IsJoined).Order());
        Assert.Equal((IncidentOutcome.Recovered, 1), (incident.Outcome, stage.Pair.Failovers));
        Assert.All(people, number => Assert.Contains(incident.Steps, step => step.Text.Contains($"person-{number}", StringComparison.Ordinal)));
    }

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
