using System.Net;
using Steadfast.Functions.Alerts;
using Steadfast.Functions.Incidents;
using Steadfast.Functions.Tests.Stage;
using Steadfast.Functions.Watchdog;
using Steadfast.Local.AzureEmulator;

namespace Steadfast.Functions.Tests.Alerts;

/// <summary>What becomes of every kind of alert, as the emulated Azure Monitor sends them.</summary>
[Trait("Category", "fast")]
public sealed class AlertRoutesTests : IAsyncLifetime
{
    private LocalStage _stage = null!;

    public async ValueTask InitializeAsync() => _stage = await LocalStage.StartAsync();

    public ValueTask DisposeAsync() => _stage.DisposeAsync();

    [Fact]
    public async Task A_synthetic_alert_is_closed_without_action_and_its_latency_is_kept()
    {
        AlertResult outcome = await OutcomeOfAsync(_stage.Azure.Synthetic.Fire());

        Assert.Equal((AlertDisposition.Noted, null), (outcome.Disposition, outcome.IncidentKey));
        Assert.StartsWith("Synthetic alert shows that alerts arrive, ", outcome.Reason, StringComparison.Ordinal);
        AutomationView shown = await Eventually.Is(() => _stage.GetAsync<AutomationView>("/api/automation"), shown => shown.SyntheticAlert is not null, "the arrival is kept");
        Assert.InRange(shown.SyntheticAlert!.LatencyMs!.Value, 0, 60_000);
        Assert.Empty(await _stage.IncidentsAsync());
    }

    [Fact]
    public async Task An_alert_about_the_whole_tier_opens_an_incident_for_each_instance_that_is_sick()
    {
        _stage.Machines["3"].Serve();
        await SickAsync("1", "2");

        AlertResult outcome = await OutcomeOfAsync(Metric(MetricAlertRule.DataPathDown(_stage.Options)));

        Assert.Equal(new AlertResult(AlertDisposition.Opened, null, "Alert concerns 2 of 3 instances (1, 2): 2 opened"), outcome);
        Assert.Equal(["1", "2"], (await _stage.IncidentsAsync()).Select(incident => incident.Target).Order());
    }

    [Fact]
    public async Task An_alert_about_the_whole_tier_while_all_serve_leads_to_nothing()
    {
        foreach (MemoryMachine machine in _stage.Machines.Values)
        {
            machine.Serve();
        }

        AlertResult outcome = await OutcomeOfAsync(Metric(MetricAlertRule.DataPathDown(_stage.Options)));

        Assert.Equal(new AlertResult(AlertDisposition.Noted, null, "No instance of 3 is failing right now; the watchdog keeps checking"), outcome);
    }

    [Theory]
    [InlineData("Unavailable", "Active", "PlatformInitiated", AlertDisposition.Opened, "instance-2-not-serving", "Instance 2 is named by the alert; an incident was opened")]
    [InlineData("Unavailable", "Active", "UserInitiated", AlertDisposition.Noted, null, "Somebody did this on purpose, says the platform, as the automation does by a restart")]
    [InlineData("Available", "Resolved", "PlatformInitiated", AlertDisposition.Noted, null, "Fault is over, says the platform")]
    public async Task The_platform_says_something_about_the_health_of_an_instance(
        string current, string status, string cause, AlertDisposition fate, string? key, string reason)
    {
        ResourceHealthEvent happened = new($"{ScaleSetOf(_stage)}/virtualMachines/2", current, "Available") { Status = status, Cause = cause };

        Assert.Equal(new AlertResult(fate, key, reason), await OutcomeOfAsync(_stage.Azure.ResourceHealth.Send(happened)));
    }

    [Fact]
    public async Task People_are_told_of_an_alert_about_which_nothing_can_be_done()
    {
        AlertResult outcome = await OutcomeOfAsync(Metric(DatabaseAlertRules.Cpu(_stage.Options)));

        Assert.Equal(new AlertResult(AlertDisposition.Noted, null, "Rule mysql-cpu is for people, and the automation does nothing about it; people are told"), outcome);
    }

    [Fact]
    public async Task An_alert_from_before_an_instance_was_made_is_about_the_one_that_had_its_address()
    {
        DateTimeOffset before = TimeProvider.System.GetUtcNow().AddDays(-1);
        Alert alert = Metric(MetricAlertRule.ProbeDown(_stage.Options)) with { FiredAt = before, Dimensions = [new("BackendIPAddress", _stage.AddressOf("1"))] };

        AlertResult outcome = await OutcomeOfAsync(alert);

        Assert.Equal((AlertDisposition.Noted, true), (outcome.Disposition, outcome.Reason.EndsWith("the alert is older, so it is about the instance before", StringComparison.Ordinal)));
        Assert.Empty(await _stage.IncidentsAsync());
    }

    [Fact]
    public async Task An_alert_that_says_it_fired_tomorrow_is_of_the_moment_in_which_it_came()
    {
        DateTimeOffset tomorrow = TimeProvider.System.GetUtcNow().AddDays(1);

        await OutcomeOfAsync(Metric(MetricAlertRule.ProbeDown(_stage.Options)) with { FiredAt = tomorrow, Dimensions = [new("BackendIPAddress", _stage.AddressOf("1"))] });

        IncidentTimeline timeline = Assert.Single(await _stage.IncidentsAsync()).Timeline;
        Assert.Equal(timeline.Signal, timeline.FirstFailure);
    }

    [Fact]
    public async Task An_alert_of_a_rule_that_nobody_knows_is_kept_and_shown()
    {
        AlertResult outcome = await OutcomeOfAsync(Metric(MetricAlertRule.DataPathDown(_stage.Options) with { Name = "somebody-elses" }));

        Assert.Equal(
            new AlertResult(AlertDisposition.Unplaced, null, "Rule somebody-elses has no handler; name one as its custom property \"handler\""), outcome);
    }

    [Fact]
    public async Task Of_thousands_of_duplicates_each_target_gets_one_incident_and_the_platform_few_questions()
    {
        _stage.Machines["2"].Serve();
        _stage.Machines["3"].Serve();
        string[] bodies = [.. new[] { "1", "2", "3" }.Select(id => AlertBodies.Fired(_stage.AddressOf(id), $"alert-{id}"))];
        int asked = _stage.Azure.Requests.Entries.Count;

        List<HttpStatusCode> answers = [];
        await Parallel.ForAsync(0, 3000, new ParallelOptions { MaxDegreeOfParallelism = 32, CancellationToken = TestContext.Current.CancellationToken }, async (number, _) =>
        {
            using HttpResponseMessage response = await _stage.PostAlertAsync(bodies[number % bodies.Length]);
            lock (answers)
            {
                answers.Add(response.StatusCode);
            }
        });

        Assert.Equal([(HttpStatusCode.Accepted, 3000)], answers.CountBy(status => status).Select(pair => (pair.Key, pair.Value)));
        IncidentRecord[] incidents = await Eventually.Is(_stage.IncidentsAsync, all => all.Length == 3 && all.All(one => one.Outcome != IncidentOutcome.Open), "all incidents are closed");
        Assert.Equal(["1", "2", "3"], incidents.Select(incident => incident.Target).Order());
        Assert.InRange(_stage.Azure.Requests.Entries.Count - asked, 1, 500);
    }

    private static string ScaleSetOf(LocalStage stage) => ResourceHealthRule.Of(stage.Options).TargetResourceId;

    private static Alert Metric(MetricAlertRule rule)
    {
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        return new($"/subscriptions/s/providers/Microsoft.AlertsManagement/alerts/{Guid.NewGuid()}", rule, [], 0, now, now, now, ResolvedAt: null);
    }

    private Task SickAsync(params string[] ids) => Eventually.Is(
        () => Task.FromResult(_stage.Azure.ScaleSet.Instances), all => ids.All(id => all.Single(instance => instance.Spec.InstanceId == id).State.Health.Value == "unhealthy"), "the health is reported");

    private async Task<AlertResult> OutcomeOfAsync(Alert alert)
    {
        using HttpResponseMessage response = await _stage.PostAlertAsync(CommonAlertSchema.Of(alert).ToJsonString());
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        return (await Eventually.Is(_stage.AlertsAsync, alerts => alerts is [{ Outcome: not null }], "the alert has an outcome")).Single().Outcome!;
    }
}
