using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace Steadfast.Local.Runtime.Tests;

[Trait("Category", "fast")]
public sealed class ExternalEventTests
{
    [Fact]
    public async Task An_event_that_comes_early_is_kept_until_it_is_waited_for()
    {
        await using Lab lab = await Lab.StartAsync(typeof(ExternalEventTests));
        string id = await StartAsync(lab, nameof(LateListener));
        await lab.Client.RaiseEventAsync(id, "Number", 1, TestContext.Current.CancellationToken);
        await lab.Client.RaiseEventAsync(id, "number", 2, TestContext.Current.CancellationToken);

        var ended = await lab.EndOfAsync(id);
        Assert.Equal([1, 2], ended.ReadOutputAs<int[]>()!);
    }

    [Fact]
    public async Task Waiters_of_one_name_are_served_in_order()
    {
        await using Lab lab = await Lab.StartAsync(typeof(ExternalEventTests));
        string id = await StartAsync(lab, nameof(TwoListeners));
        await lab.Client.RaiseEventAsync(id, "number", 1, TestContext.Current.CancellationToken);
        await lab.Client.RaiseEventAsync(id, "number", 2, TestContext.Current.CancellationToken);

        var ended = await lab.EndOfAsync(id);
        Assert.Equal([1, 2], ended.ReadOutputAs<int[]>()!);
    }

    [Fact]
    public async Task A_wait_with_a_time_limit_ends_when_the_limit_is_reached()
    {
        await using Lab lab = await Lab.StartAsync(typeof(ExternalEventTests));

        var ended = await lab.RunAsync(nameof(Patient));

        Assert.Equal("gave up at 12:01", ended.ReadOutputAs<string>());
    }

    [Fact]
    public async Task A_wait_with_a_time_limit_leaves_no_timer_when_the_event_comes()
    {
        await using Lab lab = await Lab.StartAsync(typeof(ExternalEventTests));
        string id = await StartAsync(lab, nameof(Patient));
        await lab.Client.RaiseEventAsync(id, "number", 7, TestContext.Current.CancellationToken);

        Assert.Equal("got 7", (await lab.EndOfAsync(id)).ReadOutputAs<string>());
        Assert.Null(lab.Clock.NextTimer);
    }

    [Fact]
    public async Task A_canceled_wait_takes_no_event()
    {
        await using Lab lab = await Lab.StartAsync(typeof(ExternalEventTests));
        string id = await StartAsync(lab, nameof(CancelThenListen));
        await lab.Client.RaiseEventAsync(id, "number", 5, TestContext.Current.CancellationToken);

        Assert.Equal(5, (await lab.EndOfAsync(id)).ReadOutputAs<int>());
    }

    [Fact]
    public async Task One_orchestration_sends_an_event_to_another()
    {
        await using Lab lab = await Lab.StartAsync(typeof(ExternalEventTests));
        string listener = await StartAsync(lab, nameof(Patient));

        await lab.RunAsync(nameof(Sender), listener);

        Assert.Equal("got 42", (await lab.EndOfAsync(listener)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task An_event_for_an_unknown_or_ended_instance_is_refused()
    {
        await using Lab lab = await Lab.StartAsync(typeof(ExternalEventTests));
        var ended = await lab.RunAsync(nameof(Patient));

        await Assert.ThrowsAsync<ArgumentException>(() => lab.Client.RaiseEventAsync("nobody", "number", 1, TestContext.Current.CancellationToken));
        await Assert.ThrowsAsync<InvalidOperationException>(() => lab.Client.RaiseEventAsync(ended.InstanceId, "number", 1, TestContext.Current.CancellationToken));
    }

    private static async Task<string> StartAsync(Lab lab, string name)
    {
        string id = await lab.Client.ScheduleNewOrchestrationInstanceAsync(name, TestContext.Current.CancellationToken);
        await lab.SettleAsync();
        return id;
    }

    [Function(nameof(LateListener))]
    public static async Task<int[]> LateListener([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        await context.CreateTimer(TimeSpan.FromMinutes(1), CancellationToken.None);
        return [await context.WaitForExternalEvent<int>("number"), await context.WaitForExternalEvent<int>("number")];
    }

    [Function(nameof(TwoListeners))]
    public static Task<int[]> TwoListeners([OrchestrationTrigger] TaskOrchestrationContext context) =>
        Task.WhenAll(context.WaitForExternalEvent<int>("number"), context.WaitForExternalEvent<int>("number"));

    [Function(nameof(Patient))]
    public static async Task<string> Patient([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        try
        {
            return $"got {await context.WaitForExternalEvent<int>("number", TimeSpan.FromMinutes(1))}";
        }
        catch (OperationCanceledException)
        {
            return $"gave up at {context.CurrentUtcDateTime:HH:mm}";
        }
    }

    [Function(nameof(CancelThenListen))]
    public static async Task<int> CancelThenListen([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        using CancellationTokenSource end = new();
        Task<int> canceled = context.WaitForExternalEvent<int>("number", end.Token);
        end.Cancel();
        int got = await context.WaitForExternalEvent<int>("number");
        return canceled.IsCanceled ? got : -1;
    }

    [Function(nameof(Sender))]
    public static Task Sender([OrchestrationTrigger] TaskOrchestrationContext context, string to)
    {
        context.SendEvent(to, "number", 42);
        return Task.CompletedTask;
    }
}
