using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging.Abstractions;
using Steadfast.Conformance.Tests.Engine;
using Steadfast.Conformance.Tests.Stage;
using Steadfast.Functions.Durable;
using Steadfast.Functions.Http;
using Steadfast.Functions.Instances;
using Steadfast.Functions.Retention;
using Steadfast.Functions.Tests.Retention;
using Steadfast.Functions.Tests.Stage;
using Steadfast.Local.Runtime;

namespace Steadfast.Conformance.Tests;

/// <summary>The purge of what has ended, and the lists of what is kept, on each back end.</summary>
public sealed class RetentionTests(Azurite azurite)
{
    private const int Alerts = 24;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [ClassData(typeof(EveryBackend))]
    public async Task Of_alerts_the_newest_are_kept_and_what_runs_stays(Backend backend)
    {
        await using IDurableEngine engine = await Backends.StartAsync(backend, azurite, typeof(Histories));
        await StartAsync(engine, "Incident", "incident-open");
        string[] alerts = await AddAlertsAsync(engine);

        await PurgeAsync(engine, TimeSpan.FromHours(1), new() { KeepAtMost = 5 });

        string[] expected = [.. alerts[^5..], "incident-open"];
        Assert.Equal(expected, await IdsAsync(engine));
    }

    [Theory]
    [ClassData(typeof(EveryBackend))]
    public async Task What_ended_long_ago_goes_and_what_runs_stays(Backend backend)
    {
        await using IDurableEngine engine = await Backends.StartAsync(backend, azurite, typeof(Histories));
        await StartAsync(engine, "Incident", "incident-open");
        await AddAlertsAsync(engine);

        await PurgeAsync(engine, TimeSpan.FromDays(31), new());

        Assert.Equal(["incident-open"], await IdsAsync(engine));
    }

    [Theory]
    [ClassData(typeof(EveryBackend))]
    public async Task A_list_goes_from_the_newest_back_part_by_part(Backend backend)
    {
        await using IDurableEngine engine = await Backends.StartAsync(backend, azurite, typeof(Histories));
        string[] alerts = await AddAlertsAsync(engine);
        OrchestrationQuery all = new(CreatedFrom: TimeProvider.System.GetUtcNow().AddDays(-7), InstanceIdPrefix: "alert-");
        List<string> shown = [];
        List<string> windows = [];
        string? before = null;

        do
        {
            HistoryPage<OrchestrationMetadata> page = await HistoryPages.ReadAsync(
                engine.Client, all, new ListQuery(10, before), TimeProvider.System.GetUtcNow(), found => found, Ct);
            shown.AddRange(page.Shown.Select(one => one.InstanceId));
            before = page.Next;
        }
        while (before is not null);

        await foreach (IReadOnlyList<OrchestrationMetadata> window in new NewestHistories(engine.Client, all, TimeProvider.System.GetUtcNow()).WindowsAsync(null, Ct))
        {
            windows.AddRange(window.Select(one => one.InstanceId));
        }

        Assert.Equal(alerts.Reverse(), shown);
        Assert.Equal(alerts, windows.Order(StringComparer.Ordinal));
    }

    private static Task StartAsync(IDurableEngine engine, string name, string id) =>
        engine.Client.ScheduleNewOrchestrationInstanceAsync(name, null, new StartOrchestrationOptions(id), Ct);

    private static async Task<string[]> AddAlertsAsync(IDurableEngine engine)
    {
        string[] alerts = [.. Enumerable.Range(0, Alerts).Select(number => $"alert-{number:D2}")];
        foreach (string id in alerts)
        {
            await StartAsync(engine, "ProcessAlert", id);
        }

        await Task.WhenAll(alerts.Select(id => engine.Client.WaitForInstanceCompletionAsync(id, Ct)));
        return alerts;
    }

    private static Task PurgeAsync(IDurableEngine engine, TimeSpan later, RetentionOptions options) =>
        new RetentionTrigger(new FixedOptions<RetentionOptions>(options), NoStore, new LaterClock(later), NullLogger<RetentionTrigger>.Instance).PurgeAsync(new TimerInfo(), engine.Client, Ct);

    private static async Task<string[]> IdsAsync(IDurableEngine engine)
    {
        List<string> ids = [];
        await foreach (OrchestrationMetadata found in engine.Client.GetAllInstancesAsync())
        {
            ids.Add(found.InstanceId);
        }

        return [.. ids.Order(StringComparer.Ordinal)];
    }

    private sealed class LaterClock(TimeSpan later) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + later;
    }

    private static readonly EvidenceStore NoStore = new(new FixedOptions<EvidenceOptions>(new()), null!);
}
