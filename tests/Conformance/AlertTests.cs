using Steadfast.Conformance.Tests.Engine;
using Steadfast.Conformance.Tests.Stage;
using Steadfast.Functions.Actions;
using Steadfast.Functions.Alerts;
using Steadfast.Functions.Incidents;
using Steadfast.Functions.Tests.Alerts;

namespace Steadfast.Conformance.Tests;

public sealed class AlertTests(Azurite azurite)
{
    [Theory]
    [ClassData(typeof(EveryBackend))]
    public Task An_alert_about_a_dead_instance_ends_in_a_restart_that_helped(Backend backend) => Scenario.PlayAsync(backend, azurite, async stage =>
    {
        AlertReceipt receipt = await stage.PostAsync<AlertReceipt>("/api/alerts", AlertBodies.Fired(stage.AddressOf("1")));
        IncidentRecord incident = Assert.Single(await stage.ClosedAsync());

        Assert.True(receipt.IsNew);
        ActionTaken restart = Assert.Single(incident.Actions);
        Assert.Equal((IncidentOutcome.Recovered, "restart", ActionResult.Succeeded), (incident.Outcome, restart.Kind, restart.Result));
        Assert.Equal((1, 1), (stage.Machines["1"].Starts, stage.Azure.Requests.Accepted("restart", "1").Count));
        return await stage.TalesAsync(incident);
    });
}

public sealed class DuplicateTests(Azurite azurite)
{
    [Theory]
    [ClassData(typeof(EveryBackend))]
    public Task Of_fifty_equal_alerts_at_once_one_is_new_and_one_restart_follows(Backend backend) => Scenario.PlayAsync(backend, azurite, async stage =>
    {
        AlertReceipt[] receipts = await Task.WhenAll(
            Enumerable.Range(0, 50).Select(_ => stage.PostAsync<AlertReceipt>("/api/alerts", AlertBodies.Fired(stage.AddressOf("1")))));
        IncidentRecord incident = Assert.Single(await stage.ClosedAsync());

        Assert.Single(receipts, receipt => receipt.IsNew);
        Assert.Single(receipts.Select(receipt => receipt.Id).Distinct());
        Assert.Equal((IncidentOutcome.Recovered, 1), (incident.Outcome, stage.Azure.Requests.Accepted("restart", "1").Count));
        return await stage.TalesAsync(incident);
    });

    [Theory]
    [ClassData(typeof(EveryBackend))]
    public Task Of_ten_alerts_about_one_instance_one_opens_its_incident_and_nine_join(Backend backend) => Scenario.PlayAsync(backend, azurite, async stage =>
    {
        await Task.WhenAll(Enumerable.Range(0, 10).Select(number => stage.PostAsync<AlertReceipt>("/api/alerts", AlertBodies.Fired(stage.AddressOf("1"), $"alert-{number}"))));
        AlertView[] alerts = await Settled.Is(
            () => stage.GetAsync<AlertView[]>("/api/alerts"), all => all.Length == 10 && all.All(alert => alert.Outcome is not null), "all alerts are placed");

        Assert.Equal((1, 9), (alerts.Count(alert => alert.Outcome!.Disposition == AlertDisposition.Opened), alerts.Count(alert => alert.Outcome!.Disposition == AlertDisposition.Joined)));
        return await stage.TalesAsync(Assert.Single(await stage.ClosedAsync()));
    });
}
