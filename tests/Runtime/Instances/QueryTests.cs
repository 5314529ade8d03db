using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Steadfast.Local.Runtime.Tests;

[Trait("Category", "fast")]
public sealed class QueryTests
{
    [Fact]
    public async Task Pages_hold_everything_once_and_a_token_goes_on_where_a_page_ended()
    {
        await using Lab lab = await FilledAsync();
        OrchestrationQuery tens = new(PageSize: 10);

        List<Page<OrchestrationMetadata>> pages = [];
        await foreach (var page in lab.Client.GetAllInstancesAsync(tens).AsPages())
        {
            pages.Add(page);
        }

        Assert.Equal([10, 10, 5], pages.Select(page => page.Values.Count));
        Assert.Null(pages[^1].ContinuationToken);
        Assert.Equal(["i-20", "i-21", "i-22", "i-23", "i-24"], await IdsAsync(lab, tens with { ContinuationToken = pages[1].ContinuationToken }));
    }

    [Fact]
    public async Task Filters_by_prefix_state_and_time_combine()
    {
        await using Lab lab = await FilledAsync();

        Assert.Equal(10, (await IdsAsync(lab, new(InstanceIdPrefix: "i-1"))).Length);
        Assert.Equal(["i-24"], await IdsAsync(lab, new(Statuses: [OrchestrationRuntimeStatus.Running])));
        Assert.Equal(["i-00", "i-01"], await IdsAsync(lab, new(CreatedTo: Lab.Noon.AddMinutes(1))));
        Assert.Equal(["i-23", "i-24"], await IdsAsync(lab, new(CreatedFrom: Lab.Noon.AddMinutes(23))));
    }

    [Fact]
    public async Task A_list_looks_at_what_it_may_show_and_not_at_all_that_is_kept()
    {
        await using Lab lab = await Lab.StartAsync(typeof(QueryTests));
        for (int number = 0; number < 3_000; number++)
        {
            string prefix = number % 1_000 == 0 ? "few" : "many";
            await lab.Client.ScheduleNewOrchestrationInstanceAsync(nameof(Number), number, new StartOrchestrationOptions($"{prefix}-{number:0000}"), TestContext.Current.CancellationToken);
            lab.Clock.Advance(TimeSpan.FromSeconds(6));
        }

        await lab.Runtime.WhenIdleAsync(TestContext.Current.CancellationToken);
        DateTimeOffset now = lab.Clock.GetUtcNow();

        Assert.Equal((10, 10), await ReadAsync(new(CreatedFrom: now.AddMinutes(-1))));
        Assert.Equal((10, 10), await ReadAsync(new(CreatedFrom: now.AddMinutes(-30), CreatedTo: now.AddMinutes(-29).AddTicks(-1))));
        Assert.Equal((3, 3), await ReadAsync(new(InstanceIdPrefix: "few-")));
        Assert.Equal((100, 2_001 + 256), await ReadAsync(new(CreatedFrom: now.AddDays(-7), InstanceIdPrefix: "many-", PageSize: 100), isFirstPage: true));

        async Task<(int Shown, long Read)> ReadAsync(OrchestrationQuery query, bool isFirstPage = false)
        {
            long before = lab.Runtime.Engine.Receivers.Index.Read;
            int shown = isFirstPage ? (await lab.Client.GetAllInstancesAsync(query).AsPages().FirstAsync(TestContext.Current.CancellationToken)).Values.Count : (await IdsAsync(lab, query)).Length;
            return (shown, lab.Runtime.Engine.Receivers.Index.Read - before);
        }
    }

    [Fact]
    public async Task An_id_that_was_purged_is_in_no_list_and_one_that_begins_anew_is_in_that_of_its_new_time()
    {
        await using Lab lab = await FilledAsync();
        await lab.Client.PurgeInstanceAsync("i-00", TestContext.Current.CancellationToken);
        await lab.Client.PurgeInstanceAsync("i-01", TestContext.Current.CancellationToken);
        foreach (string again in new[] { "i-01", "i-02" })
        {
            await lab.Client.ScheduleNewOrchestrationInstanceAsync(nameof(Number), 1, new StartOrchestrationOptions(again), TestContext.Current.CancellationToken);
        }

        await lab.Runtime.WhenIdleAsync(TestContext.Current.CancellationToken);

        Assert.Equal(["i-03"], await IdsAsync(lab, new(CreatedTo: Lab.Noon.AddMinutes(3))));
        Assert.Equal(["i-01", "i-02"], await IdsAsync(lab, new(CreatedFrom: Lab.Noon.AddMinutes(25))));
        Assert.Equal(24, (await IdsAsync(lab, new())).Length);
    }

    [Fact]
    public async Task Inputs_and_outputs_come_only_when_asked_for()
    {
        await using Lab lab = await FilledAsync();

        var plain = (await lab.Client.GetInstanceAsync("i-03", TestContext.Current.CancellationToken))!;
        var full = await lab.GetAsync("i-03");

        Assert.Equal((null, null, "3", "3"), (plain.SerializedInput, plain.SerializedOutput, full.SerializedInput, full.SerializedOutput));
    }

    private static async Task<Lab> FilledAsync()
    {
        Lab lab = await Lab.StartAsync(typeof(QueryTests));
        for (int number = 0; number < 25; number++)
        {
            await lab.Client.ScheduleNewOrchestrationInstanceAsync(number == 24 ? nameof(Stay) : nameof(Number), number, new StartOrchestrationOptions($"i-{number:00}"), TestContext.Current.CancellationToken);
            await lab.PassAsync(TimeSpan.FromMinutes(1));
        }

        return lab;
    }

    private static async Task<string[]> IdsAsync(Lab lab, OrchestrationQuery query)
    {
        List<string> ids = [];
        await foreach (var found in lab.Client.GetAllInstancesAsync(query))
        {
            ids.Add(found.InstanceId);
        }

        return [.. ids];
    }

    [Function(nameof(Number))]
    public static Task<int> Number([OrchestrationTrigger] TaskOrchestrationContext context, int number) => Task.FromResult(number);

    [Function(nameof(Stay))]
    public static Task Stay([OrchestrationTrigger] TaskOrchestrationContext context) => context.WaitForExternalEvent<string>("never");
}
