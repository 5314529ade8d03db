using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Steadfast.Functions.Actions;
using Steadfast.Functions.Incidents;
using Steadfast.Functions.Retention;
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

    private async Task AddIncidentAsync(string id, IncidentOutcome outcome, bool acted)
    {
        await StartAsync("Incident", id, new IncidentRecord(id, "1", "alert a", outcome, "because", null, new(), acted ? [Histories.Taken] : [], []));
        await _runtime.WhenIdleAsync(Ct);
    }

    private Task StartAsync(string name, string id, object? input) => _runtime.Client.ScheduleNewOrchestrationInstanceAsync(name, input, new StartOrchestrationOptions(id), Ct);

    private Task PurgeAsync(RetentionOptions options) =>
        new RetentionTrigger(new FixedOptions<RetentionOptions>(options), _clock, NullLogger<RetentionTrigger>.Instance).PurgeAsync(new TimerInfo(), _runtime.Client, Ct);

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

/// <summary>Orchestrations with the names of the app's, which end at once or when they are told to.</summary>
public static class Histories
{
    public static readonly ActionTaken Taken = new("restart", "1", "alert a", null, null, ActionResult.Succeeded, "done");

    [Function("ProcessAlert")]
    public static Task<string> Alert([OrchestrationTrigger] TaskOrchestrationContext context) => Task.FromResult("noted");

    [Function("Incident")]
    public static async Task<IncidentRecord?> Incident([OrchestrationTrigger] TaskOrchestrationContext context, IncidentRecord? record)
    {
        if (record is null)
        {
            await context.WaitForExternalEvent<string?>("end");
        }

        return record;
    }
}
