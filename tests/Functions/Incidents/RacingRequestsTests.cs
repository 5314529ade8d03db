using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Steadfast.Functions.Alerts;
using Steadfast.Functions.Incidents;
using Steadfast.Functions.Instances;
using Steadfast.Functions.Tests.Alerts;
using Steadfast.Functions.Tests.Stage;
using Steadfast.Local.Runtime;

namespace Steadfast.Functions.Tests.Incidents;

/// <summary>Requests at the same moment. Azure Storage answers "started" to each of them and runs one; nothing may be lost or told wrongly for that.</summary>
[Trait("Category", "exhaustive")]
public sealed class RacingRequestsTests
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static TheoryData<bool> Backends => [false, true];

    [Theory]
    [MemberData(nameof(Backends))]
    public async Task Four_orders_at_once_open_one_incident_that_carries_out_all_of_them(bool storage)
    {
        await using LocalStage stage = await StartAsync(storage);

        (HttpStatusCode Status, OrderReceipt? Receipt)[] answers = await Task.WhenAll(Enumerable.Range(1, 4).Select(number => OrderAsync(stage, "1", $"person-{number}")));

        Assert.Equal(Enumerable.Repeat(HttpStatusCode.Accepted, 4), answers.Select(answer => answer.Status));
        Assert.Equal([false, true, true, true], answers.Select(answer => answer.Receipt!.IsJoined).Order());
        IncidentRecord incident = (await Eventually.Is(stage.IncidentsAsync, all => all is [{ Outcome: not IncidentOutcome.Open }], "the incident is closed")).Single();
        Assert.Equal(
            ["operator person-1", "operator person-2", "operator person-3", "operator person-4"],
            Enumerable.Range(1, 4).Select(number => $"operator person-{number}").Where(name => incident.StartedBy == name || incident.Steps.Any(step => step.Text.Contains(name, StringComparison.Ordinal))));
    }

    [Theory]
    [MemberData(nameof(Backends))]
    public async Task Of_fifty_equal_alerts_one_is_new(bool storage)
    {
        await using LocalStage stage = await StartAsync(storage);

        AlertReceipt?[] receipts = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => AlertAsync(stage, AlertBodies.Fired(stage.AddressOf("1")))));

        Assert.Single(receipts, receipt => receipt!.IsNew);
        await Eventually.Is(stage.IncidentsAsync, all => all is [{ Outcome: not IncidentOutcome.Open }], "the incident is closed");
        Assert.Single(stage.Azure.Requests.Accepted("restart", "1"));
    }

    [Theory]
    [MemberData(nameof(Backends))]
    public async Task Of_twenty_alerts_about_one_instance_one_opens_its_incident_and_the_others_join(bool storage)
    {
        await using LocalStage stage = await StartAsync(storage);

        await Task.WhenAll(Enumerable.Range(0, 20).Select(number => AlertAsync(stage, AlertBodies.Fired(stage.AddressOf("1"), $"alert-{number}"))));

        AlertView[] alerts = await Eventually.Is(stage.AlertsAsync, all => all.Length == 20 && all.All(alert => alert.Outcome is not null), "all alerts have an outcome");
        Assert.Equal((1, 19), (alerts.Count(alert => alert.Outcome!.Disposition == AlertDisposition.Opened), alerts.Count(alert => alert.Outcome!.Disposition == AlertDisposition.Joined)));
        Assert.Single(await stage.IncidentsAsync());
    }

    [Theory]
    [MemberData(nameof(Backends))]
    public async Task An_abort_of_an_incident_that_has_an_id_and_is_not_there_yet_is_heard(bool storage)
    {
        await using LocalStage stage = await StartAsync(storage);
        (_, OrderReceipt? receipt) = await OrderAsync(stage, "1", "anna");

        using HttpResponseMessage abort = await stage.PostAsync($"/api/incidents/{receipt!.IncidentId}/abort", Encoding.UTF8.GetBytes("""{"by":"anna"}"""), LocalStage.Key);

        Assert.Equal(HttpStatusCode.Accepted, abort.StatusCode);
        IncidentRecord incident = (await Eventually.Is(stage.IncidentsAsync, all => all is [{ Outcome: not IncidentOutcome.Open }], "the incident is closed")).Single();
        Assert.Contains(incident.Steps, step => step.Text.Contains("operator anna", StringComparison.Ordinal));
    }

    private static async Task<LocalStage> StartAsync(bool storage)
    {
        LocalStage stage = await LocalStage.StartAsync(storage ? new StorageBehavior() : null);
        foreach (string id in new[] { "2", "3" })
        {
            stage.Machines[id].Serve();
        }

        return stage;
    }

    private static async Task<AlertReceipt?> AlertAsync(LocalStage stage, string body)
    {
        using HttpResponseMessage answer = await stage.PostAlertAsync(body);
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        return await answer.Content.ReadFromJsonAsync<AlertReceipt>(Json, Ct);
    }

    private static async Task<(HttpStatusCode Status, OrderReceipt? Receipt)> OrderAsync(LocalStage stage, string instance, string by)
    {
        using HttpResponseMessage answer = await stage.PostAsync($"/api/instances/{instance}/restart", Encoding.UTF8.GetBytes($$"""{"by":"{{by}}","reason":"test"}"""), LocalStage.Key);
        return (answer.StatusCode, answer.IsSuccessStatusCode ? await answer.Content.ReadFromJsonAsync<OrderReceipt>(Json, Ct) : null);
    }
}
