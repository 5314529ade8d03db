using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Steadfast.Functions.Guard;
using Steadfast.Functions.Incidents;
using Steadfast.Functions.Tests.Guard;
using Steadfast.Functions.Tests.Stage;
using Steadfast.Functions.Watchdog;

namespace Steadfast.Functions.Tests.Watchdog;

/// <summary>The watchdog in the whole Function App, against the emulated control plane; a test says when it looks.</summary>
[Trait("Category", "fast")]
public sealed class WatchdogTriggerTests : IAsyncLifetime
{
    private LocalStage _stage = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _stage = await LocalStage.StartAsync();

    public ValueTask DisposeAsync() => _stage.DisposeAsync();

    [Fact]
    public async Task A_dead_instance_is_found_and_repaired_without_an_alert()
    {
        _stage.Machines["2"].Serve();
        _stage.Machines["3"].Serve();

        IncidentRecord[] incidents = await Eventually.Is(
            async () =>
            {
                await ObserveAsync();
                return await _stage.IncidentsAsync();
            },
            all => all is [{ Outcome: not IncidentOutcome.Open }], "the incident is closed");

        Assert.Equal(("1", "watchdog", IncidentOutcome.Recovered), (incidents[0].Target, incidents[0].StartedBy, incidents[0].Outcome));
        Assert.Single(_stage.Azure.Requests.Accepted("restart", "1"));
        AutomationView shown = await _stage.GetAsync<AutomationView>("/api/automation");
        Assert.Equal(3, shown.Watchdog!.Total);
    }

    [Fact]
    public async Task A_storm_is_named_without_anybody_asking_and_ends_by_itself()
    {
        await Eventually.Is(ShownAfterALookAsync, shown => shown.Storm is { Sick: 3, Total: 3 }, "the storm is named");
        foreach (MemoryMachine machine in _stage.Machines.Values)
        {
            machine.Serve();
        }

        AutomationView over = await Eventually.Is(ShownAfterALookAsync, shown => shown.Storm is null, "the storm is over");

        Assert.EndsWith("of 3 instances are sick, which is not more than half", over.LastStorm!.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_an_incident_held_that_is_gone_is_given_back()
    {
        foreach (MemoryMachine machine in _stage.Machines.Values)
        {
            machine.Serve();
        }

        await _stage.Host.Client.Entities.SignalEntityAsync(GuardEntity.Id, nameof(GuardEntity.Ask), Asks.Restart with { Now = TimeProvider.System.GetUtcNow().UtcDateTime }, cancellation: Ct);
        await _stage.Host.Client.Entities.SignalEntityAsync(GuardEntity.Id, nameof(GuardEntity.RepairsSuspended), Asks.Restart.IncidentId, cancellation: Ct);
        await Eventually.Is(() => _stage.GetAsync<AutomationView>("/api/automation"), shown => shown is { Permits.Count: 1, RepairsSuspendedByUs: true }, "the permit is out");

        AutomationView free = await Eventually.Is(ShownAfterALookAsync, shown => shown is { Permits.Count: 0, RepairsHeldBy.Count: 0, RepairsSuspendedByUs: false }, "the permit is free");

        Assert.Empty(free.Permits);
        Assert.NotNull(await _stage.Host.Client.GetInstanceAsync($"put-in-order-{Asks.Restart.IncidentId}", getInputsAndOutputs: false, Ct));
    }

    [Fact]
    public async Task What_an_ended_incident_left_behind_is_given_back_once_the_platform_is_done_with_it()
    {
        DateTime now = TimeProvider.System.GetUtcNow().UtcDateTime;
        LeftAction left = new("1", now.AddHours(-1), now.AddHours(1), "was ended by operator anna") { StatusUrl = "https://management.azure.com/of-long-ago" };
        await _stage.Host.Client.Entities.SignalEntityAsync(GuardEntity.Id, nameof(GuardEntity.Ask), Asks.Restart with { Now = now }, cancellation: Ct);
        await _stage.Host.Client.Entities.SignalEntityAsync(GuardEntity.Id, nameof(GuardEntity.End), Asks.Ended("1", recovered: false, now) with { Left = left }, cancellation: Ct);
        AutomationView kept = await Eventually.Is(() => _stage.GetAsync<AutomationView>("/api/automation"), shown => shown.Permits is [{ Left: not null }], "the permit is kept");

        await Eventually.Is(ShownAfterALookAsync, shown => shown.Permits.Count == 0, "the permit is free");

        Assert.Equal(new PermitLeft(left.Since, left.How), kept.Permits[0].Left);
    }

    [Fact]
    public async Task A_lease_that_ran_out_is_told_and_forgotten()
    {
        DateTime now = TimeProvider.System.GetUtcNow().UtcDateTime;
        LeaseRequest lease = new("a", "release 7", now.AddSeconds(-1), now.AddMinutes(-1));
        await _stage.Host.Client.Entities.SignalEntityAsync(GuardEntity.Id, nameof(GuardEntity.TakeLease), lease, cancellation: Ct);
        await Eventually.Is(() => _stage.GetAsync<AutomationView>("/api/automation"), shown => shown.Lease is not null, "the lease is known");

        await Eventually.Is(ShownAfterALookAsync, shown => shown.Lease is null, "the lease is forgotten");

        // It was handed over before the lease was forgotten, to an entity that begins to tell it in its own time.
        await Eventually.Is(
            () => _stage.Host.Client.GetInstanceAsync($"notice-lease-{lease.Until:yyyyMMdd'T'HHmmssfff}", getInputsAndOutputs: false, Ct),
            notice => notice is not null, "people are told");
    }

    [Fact]
    public async Task A_dead_instance_in_an_upgrade_that_never_ends_is_handed_to_a_person_once_with_the_next_step_and_a_link()
    {
        await using LocalStage stage = await LocalStage.StartAsync(settings: new Dictionary<string, string?>
        {
            ["Watchdog:LongChange"] = "00:00:01",
            ["Watchdog:ReopenAfter"] = "00:00:00",
            ["Recovery:YieldDeadline"] = "00:00:01",
        });
        stage.Machines["2"].Serve();
        stage.Machines["3"].Serve();
        Assert.NotNull(stage.Azure.Upgrades.Start(held: true).Operation);

        IncidentRecord[] incidents = await Eventually.Is(
            async () =>
            {
                await ObserveAsync(stage);
                return await stage.IncidentsAsync();
            },
            all => all is [{ Outcome: not IncidentOutcome.Open }], "the incident is closed");
        for (int look = 0; look < 20; look++)
        {
            await ObserveAsync(stage);
        }

        Assert.Equal(("1", IncidentOutcome.Escalated, FailureKind.DeploymentInProgress), (incidents[0].Target, incidents[0].Outcome, incidents[0].Diagnosis));
        Assert.Equal("Check the rolling upgrade; cancel it if it is stuck. See docs/failure-modes.md#deploymentinprogress.", incidents[0].NextStep);
        Assert.NotNull(incidents[0].Link);
        Assert.Single(await stage.IncidentsAsync());
        Assert.Empty(stage.Azure.Requests.Accepted("restart", "1"));
    }

    private async Task<AutomationView> ShownAfterALookAsync()
    {
        await ObserveAsync();
        return await _stage.GetAsync<AutomationView>("/api/automation");
    }

    private Task ObserveAsync() => ObserveAsync(_stage);

    private static async Task ObserveAsync(LocalStage stage)
    {
        await using AsyncServiceScope scope = stage.Host.Services.CreateAsyncScope();
        await ActivatorUtilities.CreateInstance<WatchdogTrigger>(scope.ServiceProvider).ObserveAsync(new TimerInfo(), stage.Host.Client, Ct);
    }
}
