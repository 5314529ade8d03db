using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Steadfast.Functions.Durable;
using Steadfast.Functions.Http;
using Steadfast.Functions.Tests.Alerts;
using Steadfast.Functions.Tests.Retention;
using Steadfast.Local.Runtime;

namespace Steadfast.Functions.Tests.Http;

/// <summary>Lists of histories on the local runtime: what they show, and how much is read for it.</summary>
[Trait("Category", "fast")]
public sealed class HistoryPagesTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);
    private readonly VirtualClock _clock = new(Noon);
    private readonly ServiceProvider _services = new ServiceCollection().AddLogging().BuildServiceProvider();
    private readonly DurableRuntime _runtime;
    private readonly CountingClient _client;

    public HistoryPagesTests()
    {
        _runtime = new(FunctionCatalog.FromTypes(typeof(Histories)), _services, new RuntimeOptions { Clock = _clock });
        _client = new(_runtime.Client);
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await _runtime.StartAsync(Ct);

    public async ValueTask DisposeAsync()
    {
        await _runtime.DisposeAsync();
        await _services.DisposeAsync();
    }

    [Theory]
    [InlineData(0, 100)]
    [InlineData(90, 7)]
    [InlineData(600, 100)]
    [InlineData(1_500, 100)]
    [InlineData(1_500, 50)]
    public async Task Page_after_page_they_show_everything_once_from_the_newest_on(int count, int top)
    {
        string[] expected = await AddAsync(count, number => TimeSpan.FromSeconds(number % 7 == 0 ? 300 : 0));

        List<string> shown = [];
        string? before = null;
        do
        {
            HistoryPage<OrchestrationMetadata> page = await ReadAsync(top, before);
            Assert.InRange(page.Shown.Count, count == 0 ? 0 : 1, top);
            shown.AddRange(page.Shown.Select(one => one.InstanceId));
            before = page.Next;
        }
        while (before is not null);

        Assert.Equal(expected, shown);
    }

    [Fact]
    public async Task Of_very_many_no_more_are_read_than_a_page_and_those_of_the_last_time()
    {
        string[] expected = await AddAsync(10_000, _ => TimeSpan.FromSeconds(6));

        HistoryPage<OrchestrationMetadata> first = await ReadAsync(100, before: null);
        int ofFirst = _client.Read;
        HistoryPage<OrchestrationMetadata> second = await ReadAsync(100, first.Next);
        int ofSecond = _client.Read - ofFirst;

        Assert.Equal(expected[..200], first.Shown.Concat(second.Shown).Select(one => one.InstanceId));
        Assert.InRange(ofFirst, 100, 1_100);
        Assert.InRange(ofSecond, 100, 1_100);
    }

    [Fact]
    public async Task Some_that_are_none_of_the_list_are_passed_over_and_it_goes_on_behind_them()
    {
        string[] expected = [.. (await AddAsync(1_000, _ => TimeSpan.FromSeconds(6))).Where(id => id.EndsWith('3'))];

        HistoryPage<OrchestrationMetadata> page = await ReadAsync(10, before: null, id => id.EndsWith('3'));

        Assert.Equal(expected[..10], page.Shown.Select(one => one.InstanceId));
    }

    [Fact]
    public async Task Behind_one_that_was_purged_it_begins_anew()
    {
        string[] expected = await AddAsync(700, _ => TimeSpan.FromSeconds(1));
        await _runtime.Client.PurgeInstanceAsync(expected[300], Ct);

        HistoryPage<OrchestrationMetadata> page = await ReadAsync(10, expected[300]);

        Assert.Equal(expected[..10], page.Shown.Select(one => one.InstanceId));
    }

    [Fact]
    public async Task What_is_older_than_is_shown_is_not_there()
    {
        await AddAsync(600, _ => TimeSpan.FromSeconds(1));
        _clock.Advance(TimeSpan.FromDays(8));
        string[] expected = await AddAsync(20, _ => TimeSpan.FromSeconds(1), first: 600);

        HistoryPage<OrchestrationMetadata> page = await ReadAsync(100, before: null);

        Assert.Equal((20, null), (page.Shown.Count, page.Next));
        Assert.Equal(expected, page.Shown.Select(one => one.InstanceId));
    }

    /// <returns>Their ids in the order of the list.</returns>
    private async Task<string[]> AddAsync(int count, Func<int, TimeSpan> pause, int first = 0)
    {
        List<(DateTimeOffset At, string Id)> added = [];
        foreach (int number in Enumerable.Range(first, count))
        {
            _clock.Advance(pause(number));
            string id = $"alert-{(number * 7919) % 100_003:D6}-{number}";
            added.Add((_clock.GetUtcNow(), id));
            await _runtime.Client.ScheduleNewOrchestrationInstanceAsync("ProcessAlert", null, new StartOrchestrationOptions(id), Ct);
        }

        await _runtime.WhenIdleAsync(Ct);
        return [.. added.OrderByDescending(one => one.At).ThenByDescending(one => one.Id, StringComparer.Ordinal).Select(one => one.Id)];
    }

    private Task<HistoryPage<OrchestrationMetadata>> ReadAsync(int top, string? before, Func<string, bool>? isOfList = null) => HistoryPages.ReadAsync(
        _client, new OrchestrationQuery(CreatedFrom: _clock.GetUtcNow().AddDays(-7), InstanceIdPrefix: "alert-"), new ListQuery(top, before), _clock.GetUtcNow(),
        found => isOfList?.Invoke(found.InstanceId) == false ? null : found, Ct);

    /// <summary>Counts the histories that are read from lists.</summary>
    private sealed class CountingClient(DurableTaskClient client) : UnavailableClient
    {
        public int Read { get; private set; }

        public override Task<OrchestrationMetadata?> GetInstancesAsync(string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
            client.GetInstancesAsync(instanceId, getInputsAndOutputs, cancellation);

        public override AsyncPageable<OrchestrationMetadata> GetAllInstancesAsync(OrchestrationQuery? filter = null) => new Counted(client.GetAllInstancesAsync(filter), this);

        private sealed class Counted(AsyncPageable<OrchestrationMetadata> pages, CountingClient counting) : AsyncPageable<OrchestrationMetadata>
        {
            public override async IAsyncEnumerable<Page<OrchestrationMetadata>> AsPages(string? continuationToken = null, int? pageSizeHint = null)
            {
                await foreach (Page<OrchestrationMetadata> page in pages.AsPages(continuationToken, pageSizeHint))
                {
                    counting.Read += page.Values.Count;
                    yield return page;
                }
            }
        }
    }
}
