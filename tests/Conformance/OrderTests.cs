using System.Net;
using Steadfast.Conformance.Tests.Engine;
using Steadfast.Conformance.Tests.Stage;
using Steadfast.Functions.Incidents;

namespace Steadfast.Conformance.Tests;

public sealed class OrderTests(Azurite azurite)
{
    [Theory]
    [ClassData(typeof(EveryBackend))]
    public async Task Of_four_orders_at_once_one_opens_the_incident_and_none_is_lost(Backend backend)
    {
        await using AppStage stage = await AppStage.StartAsync(backend, azurite);
        string[] persons = ["anna", "ben", "cleo", "dan"];

        OrderReceipt[] receipts = await Task.WhenAll(persons.Select(person =>
            stage.PostAsync<OrderReceipt>("/api/instances/1/restart", $$"""{"by":"{{person}}","reason":"a test"}""")));
        IncidentRecord incident = Assert.Single(await stage.ClosedAsync());

        Assert.Equal([false, true, true, true], receipts.Select(receipt => receipt.IsJoined).Order());
        Assert.Equal(persons, persons.Where(person =>
            incident.StartedBy == $"operator {person}" || incident.Steps.Any(step => step.Text.Contains($"operator {person}", StringComparison.Ordinal))));
    }

    [Theory]
    [ClassData(typeof(EveryBackend))]
    public async Task An_abort_right_after_the_order_finds_the_incident(Backend backend)
    {
        await using AppStage stage = await AppStage.StartAsync(backend, azurite);
        OrderReceipt receipt = await stage.PostAsync<OrderReceipt>("/api/instances/1/restart", """{"by":"anna","reason":"a test"}""");

        using HttpResponseMessage answer = await stage.SendAsync(HttpMethod.Post, $"/api/incidents/{receipt.IncidentId}/abort", """{"by":"ben","reason":"a mistake"}""");
        IncidentRecord incident = Assert.Single(await stage.ClosedAsync());

        Assert.Equal((HttpStatusCode.Accepted, receipt.IncidentId), (answer.StatusCode, incident.Id));
    }

    [Theory]
    [ClassData(typeof(EveryBackend))]
    public async Task Of_four_failovers_at_once_one_is_taken_and_the_others_are_told_of_it(Backend backend)
    {
        await using AppStage stage = await AppStage.StartAsync(backend, azurite);
        stage.Machines["1"].Serve();

        HttpResponseMessage[] answers = await Task.WhenAll(Enumerable.Range(1, 4).Select(number => stage.SendAsync(
            HttpMethod.Post, "/api/database/failover", $$"""{"mode":"force","confirm":true,"by":"person-{{number}}","reason":"a test"}""")));
        IncidentRecord incident = Assert.Single(await stage.ClosedAsync());

        Assert.Equal([202, 409, 409, 409], answers.Select(answer => (int)answer.StatusCode).Order());
        Assert.Equal((IncidentOutcome.Recovered, 1), (incident.Outcome, stage.Pair.Failovers));
    }
}
