using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Steadfast.Local.Runtime.Tests;

[Trait("Category", "fast")]
public sealed class TimerTests
{
    [Fact]
    public async Task A_timer_fires_at_its_time_on_the_given_clock()
    {
        await using Lab lab = await Lab.StartAsync(typeof(TimerTests));

        var ended = await lab.RunAsync(nameof(Wait), TimeSpan.FromDays(100));

        Assert.Equal(Lab.Noon.UtcDateTime.AddDays(100), ended.ReadOutputAs<DateTime>());
    }

    [Fact]
    public async Task A_timer_does_not_fire_before_its_time()
    {
        await using Lab lab = await Lab.StartAsync(typeof(TimerTests));
        string id = await lab.Client.ScheduleNewOrchestrationInstanceAsync(nameof(Wait), TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);

        await lab.PassAsync(TimeSpan.FromSeconds(9.999));
        var before = (await lab.GetAsync(id)).RuntimeStatus;
        await lab.PassAsync(TimeSpan.FromSeconds(0.001));

        Assert.Equal((OrchestrationRuntimeStatus.Running, OrchestrationRuntimeStatus.Completed), (before, (await lab.GetAsync(id)).RuntimeStatus));
    }

    [Fact]
    public async Task A_timer_that_was_given_up_is_gone_from_the_clock()
    {
        await using Lab lab = await Lab.StartAsync(typeof(TimerTests));

        var ended = await lab.RunAsync(nameof(Race));

        Assert.Equal("activity won", ended.ReadOutputAs<string>());
        Assert.Null(lab.Clock.NextTimer);
        Assert.Equal(Lab.Noon, lab.Clock.GetUtcNow());
    }

    [Fact]
    public async Task Timers_fire_in_the_order_of_their_times()
    {
        await using Lab lab = await Lab.StartAsync(typeof(TimerTests));

        var ended = await lab.RunAsync(nameof(Three));

        Assert.Equal([1, 2, 3], ended.ReadOutputAs<int[]>()!);
    }

    [Function(nameof(Wait))]
    public static async Task<DateTime> Wait([OrchestrationTrigger] TaskOrchestrationContext context, TimeSpan time)
    {
        await context.CreateTimer(time, CancellationToken.None);
        return context.CurrentUtcDateTime;
    }

    [Function(nameof(Race))]
    public static async Task<string> Race([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        using CancellationTokenSource end = new();
        Task late = context.CreateTimer(TimeSpan.FromHours(24), end.Token);
        Task quick = context.CallActivityAsync(nameof(Quick));
        if (await Task.WhenAny(late, quick) != quick)
        {
            return "timer won";
        }

        end.Cancel();
        return late.IsCanceled ? "activity won" : "timer still there";
    }

    [Function(nameof(Three))]
    public static async Task<List<int>> Three([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        List<int> order = [];
        await Task.WhenAll(After(3), After(1), After(2));
        return order;

        async Task After(int seconds)
        {
            await context.CreateTimer(TimeSpan.FromSeconds(seconds), CancellationToken.None);
            order.Add(seconds);
        }
    }

    [Function(nameof(Quick))]
    public static void Quick([ActivityTrigger] string? unused)
    {
    }
}
