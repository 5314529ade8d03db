using System.Net;
using System.Text;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Steadfast.Functions.Alerts;
using Steadfast.Functions.Incidents;
using Steadfast.Functions.Notifications;
using Steadfast.Functions.Tests.Alerts;
using Steadfast.Functions.Tests.Stage;
using Steadfast.Functions.Watchdog;

namespace Steadfast.Functions.Tests.Watchdog;

/// <summary>An orchestration holds the key of an instance and does nothing about it: it never begins, or somebody has suspended it.</summary>
[Trait("Category", "fast")]
public sealed class HeldKeyTests : IAsyncLifetime
{
    private static readonly string Holder = IncidentKey.IncidentId(IncidentKey.ForInstance("1"), 1);
    private static readonly string Next = IncidentKey.IncidentId(IncidentKey.ForInstance("1"), 2);
    private LocalStage _stage = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private DurableTaskClient Client => _stage.Host.Client;

    // Instance 1 is dead from the beginning.
    public async ValueTask InitializeAsync()
    {
        _stage = await LocalStage.StartAsync();
        _stage.Machines["2"].Serve();
        _stage.Machines["3"].Serve();
    }

    public ValueTask DisposeAsync() => _stage.DisposeAsync();

    [Fact]
    public async Task An_incident_that_never_begins_is_told_and_given_up_and_the_next_one_repairs()
    {
        RecoveryInput input = Input();
        await HoldAsync(input);

        IncidentRecord[] incidents = await UntilEndedAsync(Next);

        Assert.Equal(
            [(Next, IncidentOutcome.Recovered), (Holder, IncidentOutcome.Escalated)],
            incidents.Select(incident => (incident.Id, incident.Outcome)).OrderByDescending(incident => incident.Id));
        Assert.Equal(
            $"Person needed: the watchdog gave the incident up: Incident {Holder} has not begun, so its key is free again, and the next signal or look opens another. Get the details from GET /api/incidents/{Holder}.",
            incidents.Single(incident => incident.Id == Holder).Reason);
        Assert.NotEmpty(await UntilToldAsync());
        NoticeView[] told = await _stage.GetAsync<NoticeView[]>("/api/notifications");
        Assert.All(told.Where(one => one.Notice.IncidentId == Holder), one => Assert.Equal(NoticeKey.Of(Holder, input.Signal), one.Notice.Key));
    }

    [Fact]
    public async Task An_alert_has_not_joined_an_incident_that_never_began()
    {
        await HoldAsync(Input());
        using HttpResponseMessage taken = await _stage.PostAlertAsync(AlertBodies.Fired(_stage.AddressOf("1")));

        await UntilEndedAsync(Next);

        AlertView[] alerts = await Eventually.Is(_stage.AlertsAsync, all => all is [{ Outcome: not null }], "the alert has an outcome");
        Assert.True(alerts[0].Outcome!.Disposition != AlertDisposition.Joined || (await _stage.IncidentsAsync()).Any(incident => incident.Id != Holder), alerts[0].Outcome!.Reason);
        Assert.Single(_stage.Azure.Requests.Accepted("restart", "1"));
    }

    [Fact]
    public async Task A_persons_order_gets_through_although_the_key_is_held()
    {
        await HoldAsync(Input());

        HttpStatusCode answer = await Eventually.Is(
            async () =>
            {
                await ObserveAsync();
                return await OrderAsync();
            },
            status => status == HttpStatusCode.Accepted, "the order is taken");

        IncidentRecord carried = (await UntilEndedAsync(Next)).Single(incident => incident.Id == Next);
        Assert.Equal((HttpStatusCode.Accepted, IncidentOutcome.Recovered), (answer, carried.Outcome));
    }

    [Fact]
    public async Task An_order_that_never_began_is_carried_out_by_the_incident_after_it()
    {
        await HoldAsync(Input() with { StartedBy = "operator anna", Order = new(Functions.Guard.RepairAction.Restart, "operator anna", "a test", IsForced: false) });

        IncidentRecord carried = (await UntilEndedAsync(Next)).Single(incident => incident.Id == Next);

        Assert.Equal(("operator anna", IncidentOutcome.Recovered), (carried.StartedBy, carried.Outcome));
    }

    [Fact]
    public async Task A_suspended_incident_is_told_and_goes_on_within_two_looks_and_hears_what_was_said()
    {
        await SuspendedAsync();
        Task<HttpResponseMessage> alert = _stage.PostAlertAsync(AlertBodies.Fired(_stage.AddressOf("1")));
        await ObserveAsync();
        await Eventually.Is(
            async () => (await Client.Entities.GetEntityAsync<WatchdogState>(WatchdogEntity.Id, cancellation: Ct))?.State?.Memory.Stuck.Count, count => count == 1, "the first look is remembered");
        await ObserveAsync();

        // The alert was told to it, or, tried again after its end, opened one that found nothing wrong.
        IncidentRecord[] incidents = await Eventually.Is(
            _stage.IncidentsAsync, all => all.Any(incident => incident.Id == Holder && incident.Outcome != IncidentOutcome.Open), "the incident is closed");

        Assert.Equal(IncidentOutcome.Recovered, incidents.Single(incident => incident.Id == Holder).Outcome);
        Assert.NotEmpty(await UntilToldAsync());
        (await alert).Dispose();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Whatever_the_moment_in_which_a_look_is_killed_people_are_told_once_of_one_that_is_suspended(bool isAfter)
    {
        await SuspendedAsync();
        await ObserveAsync();
        for (int at = 0; await KilledAsync(at, isAfter); at++)
        {
            // It is killed at every call once, and each time whoever suspended the incident does so again.
            await Client.SuspendInstanceAsync(Holder, "a test", Ct);
        }

        IncidentRecord[] incidents = await UntilEndedAsync(Holder);

        Assert.Equal(IncidentOutcome.Recovered, incidents.Single(incident => incident.Id == Holder).Outcome);
        Assert.Single(await UntilToldAsync());
    }

    [Fact]
    public async Task A_person_is_told_of_one_that_is_given_up_although_the_look_was_killed_right_after_that()
    {
        await HoldAsync(Input());
        await ObserveAsync();
        for (int at = 0; at < 40 && await KilledAsync(at, isAfter: true); at++)
        {
        }

        await UntilEndedAsync(Next);

        Assert.Single(await UntilToldAsync());
    }

    [Fact]
    public async Task A_persons_order_lets_a_suspended_incident_go_on_at_once()
    {
        await SuspendedAsync();

        Assert.Equal(HttpStatusCode.Accepted, await OrderAsync());

        IncidentRecord[] incidents = await Eventually.Is(_stage.IncidentsAsync, all => all is [{ Outcome: not IncidentOutcome.Open }], "the incident is closed");
        Assert.Contains(incidents[0].Steps, step => step.Text.StartsWith("Operator anna ordered restart", StringComparison.Ordinal));
    }

    // A start that is due in an hour is what a lost start message looks like.
    private async Task HoldAsync(RecoveryInput input)
    {
        StartOrchestrationOptions inAnHour = new(Holder, TimeProvider.System.GetUtcNow().AddHours(1));
        await Client.ScheduleNewOrchestrationInstanceAsync(nameof(IncidentOrchestrator.Incident), input, inAnHour, Ct);
    }

    private async Task SuspendedAsync()
    {
        await Client.ScheduleNewOrchestrationInstanceAsync(nameof(IncidentOrchestrator.Incident), Input(), new StartOrchestrationOptions(Holder), Ct);
        await Client.SuspendInstanceAsync(Holder, "a test", Ct);
        await Eventually.Is(
            async () => (await Client.GetInstanceAsync(Holder, getInputsAndOutputs: false, Ct))!.RuntimeStatus,
            status => status == OrchestrationRuntimeStatus.Suspended, "the incident is suspended");
    }

    private RecoveryInput Input()
    {
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        return new(IncidentKey.ForInstance("1"), "1", "a test", now, "a test", now, _stage.Host.Services.GetRequiredService<SettingsReader>().Read());
    }

    private async Task<HttpStatusCode> OrderAsync()
    {
        using HttpResponseMessage answer = await _stage.PostAsync("/api/instances/1/restart", Encoding.UTF8.GetBytes("""{"by":"anna","reason":"test"}"""), LocalStage.Key);
        return answer.StatusCode;
    }

    private Task<IncidentRecord[]> UntilEndedAsync(string id) => Eventually.Is(
        async () =>
        {
            await ObserveAsync();
            return await _stage.IncidentsAsync();
        },
        all => all.Any(incident => incident.Id == id && incident.Outcome != IncidentOutcome.Open), $"{id} has ended");

    // What is told of the incident that holds the key. An entity begins to tell it in its own time.
    private Task<string[]> UntilToldAsync() => Eventually.Is(
        async () => (await NoticesAsync()).Where(id => id.StartsWith($"notice-stuck-{Holder}", StringComparison.Ordinal)).ToArray(), ids => ids.Length > 0, "people are told");

    private async Task<string[]> NoticesAsync()
    {
        List<string> ids = [];
        await foreach (OrchestrationMetadata notice in Client.GetAllInstancesAsync(new OrchestrationQuery(InstanceIdPrefix: "notice-")).WithCancellation(Ct))
        {
            ids.Add(notice.InstanceId);
        }

        return [.. ids];
    }

    private Task ObserveAsync() => ObserveAsync(Client, Ct);

    private async Task ObserveAsync(DurableTaskClient client, CancellationToken ct)
    {
        await using AsyncServiceScope scope = _stage.Host.Services.CreateAsyncScope();
        await ActivatorUtilities.CreateInstance<WatchdogTrigger>(scope.ServiceProvider).ObserveAsync(new TimerInfo(), client, ct);
    }

    // False when the look has no such call.
    private async Task<bool> KilledAsync(int at, bool isAfter)
    {
        await using DyingClient client = new(Client, at, isAfter);
        try
        {
            await ObserveAsync(client, client.Ending);
            return false;
        }
        catch (OperationCanceledException)
        {
            return true;
        }
    }
}
