using System.Net;
using Steadfast.Conformance.Tests.Engine;
using Steadfast.Conformance.Tests.Stage;
using Steadfast.Functions.Incidents;
using Steadfast.Functions.Instances;

namespace Steadfast.Conformance.Tests;

public sealed class OrderTests(Azurite azurite)
{
    [Theory]
    [ClassData(typeof(EveryBackend))]
    public Task An_order_restarts_what_serves(Backend backend) => Scenario.PlayAsync(backend, azurite, async stage =>
    {
        await stage.AllServeAsync();
        IncidentRecord incident = await OrderedAsync(stage);

        Assert.Equal((IncidentOutcome.Recovered, 1), (incident.Outcome, stage.Azure.Requests.Accepted("restart", "2").Count));
        return await stage.TalesAsync(incident);
    });

    [Theory]
    [ClassData(typeof(EveryBackend))]
    public Task An_order_that_would_leave_too_few_is_refused(Backend backend) => Scenario.PlayAsync(backend, azurite, async stage =>
    {
        IncidentRecord incident = await OrderedAsync(stage);

        Assert.Equal((IncidentOutcome.Refused, 0), (incident.Outcome, stage.Azure.Requests.Accepted("restart", "2").Count));
        return await stage.TalesAsync(incident);
    });

    // Not told word for word: which orders are carried out one after the other, and which take the place of another before it was begun, hangs on the
    // moment in which each of the four arrives. That none is lost holds everywhere.
    [Theory]
    [ClassData(typeof(EveryBackend))]
    public async Task Of_four_orders_at_once_one_opens_the_incident_and_none_is_lost(Backend backend)
    {
        await using AppStage stage = await AppStage.StartAsync(backend, azurite);
        string[] people = ["anna", "ben", "cleo", "dan"];

        OrderReceipt[] receipts = await Task.WhenAll(people.Select(person =>
            stage.PostAsync<OrderReceipt>("/api/instances/1/restart", $$"""{"by":"{{person}}","reason":"a test"}""")));
        IncidentRecord incident = Assert.Single(await stage.ClosedAsync());

        Tale.RequireOrder(incident);
        Assert.Equal([false, true, true, true], receipts.Select(receipt => receipt.IsJoined).Order());
        Assert.Equal(people, people.Where(person =>
            incident.StartedBy == $"operator {person}" || incident.Steps.Any(step => step.Text.Contains($"operator {person}", StringComparison.Ordinal))));
    }

    // Not told word for word either: the abort comes before the platform took the action, or after. PauseTests tells of one that comes while nothing is done.
    [Theory]
    [ClassData(typeof(EveryBackend))]
    public async Task An_abort_right_after_the_order_finds_the_incident(Backend backend)
    {
        await using AppStage stage = await AppStage.StartAsync(backend, azurite);
        OrderReceipt receipt = await stage.PostAsync<OrderReceipt>("/api/instances/1/restart", """{"by":"anna","reason":"a test"}""");

        using HttpResponseMessage answer = await stage.SendAsync(HttpMethod.Post, $"/api/incidents/{receipt.IncidentId}/abort", """{"by":"ben","reason":"a mistake"}""");
        IncidentRecord incident = Assert.Single(await stage.ClosedAsync());

        Tale.RequireOrder(incident);
        Assert.Equal((HttpStatusCode.Accepted, receipt.IncidentId), (answer.StatusCode, incident.Id));
    }

    private static async Task<IncidentRecord> OrderedAsync(AppStage stage)
    {
        OrderReceipt receipt = await stage.PostAsync<OrderReceipt>("/api/instances/2/restart", """{"by":"anna","reason":"a test"}""");
        IncidentRecord incident = Assert.Single(await stage.ClosedAsync());
        Assert.Equal(receipt.IncidentId, incident.Id);
        return incident;
    }
}
