using System.Net;
using System.Net.Http.Json;
using System.Text;
using Steadfast.Functions.Alerts;
using Steadfast.Functions.Incidents;
using Steadfast.Functions.Tests.Stage;

namespace Steadfast.Functions.Tests.Alerts;

/// <summary>The endpoint that Azure Monitor calls, over real HTTP.</summary>
[Trait("Category", "fast")]
public sealed class AlertEndpointTests : IAsyncLifetime
{
    private LocalStage _stage = null!;

    public async ValueTask InitializeAsync() => _stage = await LocalStage.StartAsync();

    public ValueTask DisposeAsync() => _stage.DisposeAsync();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static TheoryData<string, string, string?, HttpStatusCode> Requests => new()
    {
        { "POST", "/api/alerts", null, HttpStatusCode.Unauthorized },
        { "POST", "/api/alerts", "wrong", HttpStatusCode.Unauthorized },
        { "POST", "/api/alerts", LocalStage.Key, HttpStatusCode.BadRequest },
        { "PUT", "/api/alerts", LocalStage.Key, HttpStatusCode.MethodNotAllowed },
        { "DELETE", "/api/alerts", LocalStage.Key, HttpStatusCode.MethodNotAllowed },
        { "POST", "/api/alert", LocalStage.Key, HttpStatusCode.NotFound },
        { "GET", "/api/incidents", "wrong", HttpStatusCode.Unauthorized },
        { "GET", "/api/incidents", LocalStage.Key, HttpStatusCode.OK },
        { "GET", "/api/incidents/incident-unknown", LocalStage.Key, HttpStatusCode.NotFound },
        { "GET", "/api/incidents/incident-..%2f..%2fetc", LocalStage.Key, HttpStatusCode.NotFound },
    };

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task Key_method_and_route_are_checked(string method, string path, string? key, HttpStatusCode expected)
    {
        using HttpRequestMessage request = new(new HttpMethod(method), path);
        if (key is not null)
        {
            request.Headers.Add("x-functions-key", key);
        }

        using HttpResponseMessage response = await _stage.Http.SendAsync(request, Ct);

        Assert.Equal(expected, response.StatusCode);
    }

    [Fact]
    public async Task The_key_may_stand_in_the_query_as_the_action_group_sends_it()
    {
        using StringContent body = new(AlertBodies.Resolved("10.9.9.9"), Encoding.UTF8, "application/json");

        using HttpResponseMessage response = await _stage.Http.PostAsync($"/api/alerts?code={LocalStage.Key}", body, Ct);

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
    }

    [Theory]
    [InlineData("this is not JSON")]
    [InlineData("")]
    [InlineData("{\"schemaId\":")]
    [InlineData("null")]
    [InlineData("{\"schemaId\":\"somethingElse\"}")]
    public async Task What_is_not_an_alert_is_answered_with_a_problem_that_names_the_fix(string body)
    {
        using HttpResponseMessage response = await _stage.PostAlertAsync(body);

        Assert.Equal((HttpStatusCode.BadRequest, "application/problem+json"), (response.StatusCode, response.Content.Headers.ContentType?.MediaType));
        Assert.Contains("common alert schema", await response.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
    }

    public static TheoryData<string> OddAlerts => new()
    {
        AlertBodies.Fired("10.9.9.9").Replace(AlertBodies.AlertId, "\\ud800", StringComparison.Ordinal),
        AlertBodies.Fired("10.9.9.9").Replace("\"lb-probe-down\"", "\"\\udfff\"", StringComparison.Ordinal),
        AlertBodies.Fired("10.9.9.9").Replace("azureMonitorCommonAlertSchema", "\\ud800", StringComparison.Ordinal),
        AlertBodies.Fired("10.9.9.9").Replace("\"schemaId\"", "\"\\ud800\"", StringComparison.Ordinal),
        AlertBodies.Fired("10.9.9.9").Replace("\"Fired\"", "null", StringComparison.Ordinal),
        """{"schemaId":"AIP Budget Notification","data":{"BudgetName":"team-a"}}""",
    };

    [Theory]
    [MemberData(nameof(OddAlerts))]
    public async Task An_alert_that_cannot_be_placed_is_taken_in_and_shown(string body)
    {
        using HttpResponseMessage response = await _stage.PostAlertAsync(body);
        AlertView shown = (await Eventually.Is(_stage.AlertsAsync, alerts => alerts is [{ Outcome: not null }], "the alert has an outcome")).Single();

        Assert.Equal((HttpStatusCode.Accepted, AlertDisposition.Unplaced), (response.StatusCode, shown.Outcome!.Disposition));
    }

    [Fact]
    public async Task Bytes_that_are_no_UTF_8_leave_the_rest_of_an_alert_readable()
    {
        byte[] body = Encoding.Latin1.GetBytes(AlertBodies.Fired("10.9.9.9").Replace(AlertBodies.AlertId, "\u00ff\u00fe", StringComparison.Ordinal));

        using HttpResponseMessage response = await _stage.PostAsync("/api/alerts", body, LocalStage.Key);

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
    }

    [Fact]
    public async Task A_byte_order_mark_before_an_alert_is_let_pass()
    {
        byte[] body = [.. Encoding.UTF8.GetPreamble(), .. Encoding.UTF8.GetBytes(AlertBodies.Fired("10.9.9.9"))];

        using HttpResponseMessage response = await _stage.PostAsync("/api/alerts", body, LocalStage.Key);

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
    }

    [Fact]
    public async Task A_megabyte_of_nonsense_is_refused_and_the_app_goes_on()
    {
        byte[] nonsense = new byte[1024 * 1024];
        Random.Shared.NextBytes(nonsense);

        using HttpResponseMessage refused = await _stage.PostAsync("/api/alerts", nonsense, LocalStage.Key);
        using HttpResponseMessage taken = await _stage.PostAlertAsync(AlertBodies.Resolved("10.9.9.9"));

        Assert.Equal((HttpStatusCode.RequestEntityTooLarge, HttpStatusCode.Accepted), (refused.StatusCode, taken.StatusCode));
    }

    [Fact]
    public async Task A_body_without_a_declared_length_is_bounded_too()
    {
        using HttpRequestMessage request = new(HttpMethod.Post, "/api/alerts") { Content = new StreamContent(new EndlessStream(300 * 1024)) };
        request.Headers.TransferEncodingChunked = true;
        request.Headers.Add("x-functions-key", LocalStage.Key);

        using HttpResponseMessage response = await _stage.Http.SendAsync(request, Ct);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
    }

    [Fact]
    public async Task JSON_nested_a_thousand_deep_is_refused()
    {
        using HttpResponseMessage response = await _stage.PostAlertAsync(new string('[', 1000) + new string(']', 1000));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Fact]
    public async Task An_alert_about_an_unknown_address_is_kept_and_shown()
    {
        using HttpResponseMessage response = await _stage.PostAlertAsync(AlertBodies.Fired("10.9.9.9"));
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);

        AlertView shown = (await Eventually.Is(_stage.AlertsAsync, alerts => alerts is [{ Outcome: not null }], "the alert has an outcome")).Single();

        Assert.Equal(new AlertResult(AlertDisposition.Unplaced, null, "No instance of the scale set has the address 10.9.9.9"), shown.Outcome);
        Assert.Empty(await _stage.IncidentsAsync());
    }

    [Fact]
    public async Task A_resolved_alert_opens_nothing()
    {
        using HttpResponseMessage response = await _stage.PostAlertAsync(AlertBodies.Resolved(_stage.AddressOf("2")));
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);

        AlertView shown = (await Eventually.Is(_stage.AlertsAsync, alerts => alerts is [{ Outcome: not null }], "the alert has an outcome")).Single();

        Assert.Equal(new AlertResult(AlertDisposition.Noted, "instance-2-not-serving", "No incident is open for this alert"), shown.Outcome);
        Assert.Empty(await _stage.IncidentsAsync());
    }

    [Fact]
    public async Task The_same_alert_fifty_times_at_once_opens_one_incident_and_restarts_once()
    {
        foreach (string id in new[] { "2", "3" })
        {
            _stage.Machines[id].Serve();
        }

        HttpResponseMessage[] responses = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => _stage.PostAlertAsync(AlertBodies.Fired(_stage.AddressOf("1")))));

        Assert.All(responses, response => Assert.Equal(HttpStatusCode.Accepted, response.StatusCode));
        var receipts = await Task.WhenAll(responses.Select(response => response.Content.ReadFromJsonAsync<AlertReceipt>(Ct)));
        Assert.Single(receipts.DistinctBy(receipt => receipt!.Id));
        Assert.Single(receipts, receipt => receipt!.IsNew);

        IncidentRecord incident = (await Eventually.Is(_stage.IncidentsAsync, all => all is [{ Outcome: not IncidentOutcome.Open }], "the incident is closed")).Single();
        Assert.Equal(IncidentOutcome.Recovered, incident.Outcome);
        Assert.Equal(1, _stage.Machines["1"].Starts);
        Assert.Single(_stage.Azure.Requests.Accepted("restart", "1"));
    }

    [Fact]
    public async Task Different_alerts_about_one_instance_join_the_open_incident()
    {
        foreach (string id in new[] { "2", "3" })
        {
            _stage.Machines[id].Serve();
        }

        string address = _stage.AddressOf("1");
        HttpResponseMessage[] responses = await Task.WhenAll(Enumerable.Range(0, 20).Select(number => _stage.PostAlertAsync(AlertBodies.Fired(address, $"alert-{number}"))));
        Assert.All(responses, response => Assert.Equal(HttpStatusCode.Accepted, response.StatusCode));

        AlertView[] alerts = await Eventually.Is(_stage.AlertsAsync, all => all.Length == 20 && all.All(alert => alert.Outcome is not null), "all alerts have an outcome");

        Assert.Equal((1, 19), (alerts.Count(alert => alert.Outcome!.Disposition == AlertDisposition.Opened), alerts.Count(alert => alert.Outcome!.Disposition == AlertDisposition.Joined)));
        Assert.Single(await _stage.IncidentsAsync());
    }

    [Fact]
    public async Task An_alert_about_an_instance_that_serves_is_closed_without_action()
    {
        foreach (MemoryMachine machine in _stage.Machines.Values)
        {
            machine.Serve();
        }

        using HttpResponseMessage response = await _stage.PostAlertAsync(AlertBodies.Fired(_stage.AddressOf("1")));

        IncidentRecord incident = (await Eventually.Is(_stage.IncidentsAsync, all => all is [{ Outcome: not IncidentOutcome.Open }], "the incident is closed")).Single();
        Assert.Equal((IncidentOutcome.NoAction, 0), (incident.Outcome, _stage.Azure.Requests.Accepted("restart", "1").Count));
    }

    /// <summary>Bytes from nowhere, up to a bound, so that no length can be declared.</summary>
    private sealed class EndlessStream(int most) : MemoryStream(new byte[most])
    {
        public override bool CanSeek => false;
    }
}
