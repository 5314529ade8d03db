using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Steadfast.Functions.Incidents;
using Steadfast.Functions.Instances;
using Steadfast.Functions.Retention;
using Steadfast.Functions.Tests.Alerts;
using Steadfast.Functions.Tests.Stage;
using Steadfast.Local.Runtime;

namespace Steadfast.Functions.Tests.Retention;

/// <summary>Histories of the app's names on the local runtime, and the purge over them.</summary>
[Trait("Category", "fast")]
public sealed class RetentionTriggerTests : IAsyncLifetime
{
    private readonly VirtualClock _clock = new(new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero));
    private readonly ServiceProvider _services = new ServiceCollection().AddLogging().BuildServiceProvider();
    private readonly DurableRuntime _runtime;

    public RetentionTriggerTests() => _runtime = new(FunctionCatalog.FromTypes(typeof(Histories)), _services, new RuntimeOptions { Clock = _clock });

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await _runtime.StartAsync(Ct);

    public async ValueTask DisposeAsync()
    {
        await _runtime.DisposeAsync();
        await _services.DisposeAsync();
    }

    [Fact]
    public async Task What_ended_long_ago_is_purged_and_what_began_long_ago_and_ended_lately_is_kept()
    {
        await AddIncidentAsync("incident-old", IncidentOutcome.Recovered, acted: true);
        await StartAsync("Incident", "incident-long", null);
        _clock.Advance(TimeSpan.FromDays(20));
        await _runtime.Client.RaiseEventAsync("incident-long", "end", cancellation: Ct);
        await _runtime.WhenIdleAsync(Ct);
        _clock.Advance(TimeSpan.FromDays(11));

        await PurgeAsync(new());

        Assert.Equal(["incident-long"], await IdsAsync());
    }

    [Fact]
    public async Task Of_thousands_of_alerts_the_newest_are_kept()
    {
        foreach (int hour in Enumerable.Range(0, 12))
        {
            _clock.Advance(TimeSpan.FromHours(1));
            await Task.WhenAll(Enumerable.Range(0, 100).Select(number => StartAsync("ProcessAlert", $"alert-{hour:D2}-{number:D2}", null)));
        }

        await _runtime.WhenIdleAsync(Ct);
        _clock.Advance(TimeSpan.FromHours(1));

        await PurgeAsync(new() { KeepAtMost = 200 });

        string[] expected = [.. Enumerable.Range(0, 200).Select(number => $"alert-{10 + (number / 100):D2}-{number % 100:D2}")];
        Assert.Equal(expected, await IdsAsync());
    }

    [Fact]
    public async Task Incidents_that_are_open_or_acted_are_kept_and_of_those_without_an_action_the_newest()
    {
        await AddIncidentAsync("incident-acted", IncidentOutcome.Recovered, acted: true);
        await AddIncidentAsync("incident-refused", IncidentOutcome.Refused, acted: false);
        await StartAsync("Incident", "incident-open", null);
        foreach (int number in Enumerable.Range(0, 103))
        {
            _clock.Advance(TimeSpan.FromMinutes(1));
            await AddIncidentAsync($"incident-{number:D3}", IncidentOutcome.NoAction, acted: false);
        }

        _clock.Advance(TimeSpan.FromHours(1));

        await PurgeAsync(new() { KeepAtMost = 100 });

        string[] expected = [.. Enumerable.Range(3, 100).Select(number => $"incident-{number:D3}"), "incident-acted", "incident-open", "incident-refused"];
        Assert.Equal(expected, await IdsAsync());
    }

    [Fact]
    public async Task What_an_action_group_can_send_from_one_run_to_the_next_goes_in_one_run()
    {
        const int sent = 15_000;
        await Task.WhenAll(Enumerable.Range(0, sent).Select(number => StartAsync("ProcessAlert", $"alert-{number:D5}", null)));
        await _runtime.WhenIdleAsync(Ct);
        _clock.Advance(TimeSpan.FromHours(1));

        await PurgeAsync(new() { KeepAtMost = 100 });

        Assert.Equal(100, (await IdsAsync()).Length);
    }

    [Fact]
    public async Task A_run_ends_before_the_host_ends_it_and_the_next_one_goes_on()
    {
        await Task.WhenAll(Enumerable.Range(0, 200).Select(number => StartAsync("ProcessAlert", $"alert-{number:D3}", null)));
        await _runtime.WhenIdleAsync(Ct);
        _clock.Advance(TimeSpan.FromDays(31));
        SlowPurge slow = new(_runtime.Client, _clock, TimeSpan.FromSeconds(5));

        await PurgeAsync(new(), slow);
        TimeSpan lasted = _clock.GetUtcNow() - new DateTimeOffset(2026, 12, 21, 12, 0, 0, TimeSpan.Zero);
        int left = (await IdsAsync()).Length;
        while ((await IdsAsync()).Length > 0)
        {
            await PurgeAsync(new(), slow);
        }

        Assert.InRange(lasted, TimeSpan.FromMinutes(4), TimeSpan.FromMinutes(4.9));
        Assert.InRange(left, 1, 199);
    }

    private async Task AddIncidentAsync(string id, IncidentOutcome outcome, bool acted)
    {
        await StartAsync("Incident", id, new IncidentRecord(id, "1", "alert a", outcome, "because", null, new(), acted ? [Histories.Taken] : [], []));
        await _runtime.WhenIdleAsync(Ct);
    }

    private Task StartAsync(string name, string id, object? input) => _runtime.Client.ScheduleNewOrchestrationInstanceAsync(name, input, new StartOrchestrationOptions(id), Ct);

    private static readonly EvidenceStore NoStore = new(new FixedOptions<EvidenceOptions>(new()), null!);

    private Task PurgeAsync(RetentionOptions options, DurableTaskClient? client = null) =>
        new RetentionTrigger(new FixedOptions<RetentionOptions>(options), NoStore, _clock, NullLogger<RetentionTrigger>.Instance).PurgeAsync(new TimerInfo(), client ?? _runtime.Client, Ct);

    private async Task<string[]> IdsAsync()
    {
        List<string> ids = [];
        await foreach (OrchestrationMetadata found in _runtime.Client.GetAllInstancesAsync())
        {
            ids.Add(found.InstanceId);
        }

        return [.. ids.Order(StringComparer.Ordinal)];
    }
}

/// <summary>A client of which each purge takes its time.</summary>
internal sealed class SlowPurge(DurableTaskClient client, VirtualClock clock, TimeSpan each) : UnavailableClient
{
    public override AsyncPageable<OrchestrationMetadata> GetAllInstancesAsync(OrchestrationQuery? filter = null) => client.GetAllInstancesAsync(filter);

    public override async Task<PurgeResult> PurgeInstanceAsync(string instanceId, PurgeInstanceOptions? options = null, CancellationToken cancellation = default)
    {
        clock.Advance(each);
        return await client.PurgeInstanceAsync(instanceId, options, cancellation);
    }
}
