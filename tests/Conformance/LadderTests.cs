using Steadfast.Conformance.Tests.Engine;
using Steadfast.Conformance.Tests.Stage;
using Steadfast.Functions.Alerts;
using Steadfast.Functions.Incidents;
using Steadfast.Functions.Instances;
using Steadfast.Functions.Tests.Alerts;

namespace Steadfast.Conformance.Tests;

public sealed class LadderTests(Azurite azurite)
{
    [Theory]
    [ClassData(typeof(EveryBackend))]
    public async Task What_neither_a_restart_nor_a_reimage_mends_is_replaced(Backend backend)
    {
        await using AppStage stage = await AppStage.StartAsync(backend, azurite, newcomersServe: false);
        stage.NewcomersServe = true;

        await stage.PostAsync<AlertReceipt>("/api/alerts", AlertBodies.Fired(stage.AddressOf("1")));
        IncidentRecord incident = Assert.Single(await stage.ClosedAsync());

        const string By = "by alert lb-probe-down: Succeeded";
        Assert.Equal(
            new Outline("alert lb-probe-down", IncidentOutcome.Recovered, "recovered: instance 4, in place of 1: it serves since TIME and stayed healthy for 0.3 s (by replace)", $"restart {By}, reimage {By}, replace {By}"), Outline.Of(incident));
        Outline.RequireOrder(incident);
        Assert.Equal(["2", "3", "4"], stage.Azure.ScaleSet.Instances.Select(instance => instance.Spec.InstanceId).Order());
        Assert.Equal(ActionResult.Succeeded, incident.Actions[^1].Result);
    }
}

public sealed class CanaryTests(Azurite azurite)
{
    [Theory]
    [ClassData(typeof(EveryBackend))]
    public async Task When_all_instances_are_dead_one_is_mended_first_and_the_others_follow(Backend backend)
    {
        await using AppStage stage = await AppStage.StartAsync(backend, azurite);
        stage.Machines["2"].Die();
        stage.Machines["3"].Die();
        foreach (string id in new[] { "1", "2", "3" })
        {
            await stage.PostAsync<AlertReceipt>("/api/alerts", AlertBodies.Fired(stage.AddressOf(id), $"alert-{id}"));
        }

        IncidentRecord[] incidents = await stage.ClosedAsync(3);

        Assert.All(incidents, incident => Assert.Equal(IncidentOutcome.Recovered, incident.Outcome));
        DateTimeOffset[] accepted = [.. incidents.Select(incident => incident.Actions[0].Accepted!.Value).Order()];
        DateTimeOffset canary = incidents.OrderBy(incident => incident.Actions[0].Accepted).First().Timeline.Restored!.Value;
        Assert.True(accepted[1] >= canary, $"the second repair began at {accepted[1]:O}, the canary served at {canary:O}");
        Assert.Equal(["1", "2", "3"], incidents.Select(incident => incident.Target).Order());
    }
}
