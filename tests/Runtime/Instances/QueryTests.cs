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
