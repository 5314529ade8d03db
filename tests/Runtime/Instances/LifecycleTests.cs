using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Steadfast.Local.Runtime.Tests;

[Trait("Category", "fast")]
public sealed class LifecycleTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_custom_status_shows_while_it_runs_and_after()
    {
        await using Lab lab = await Lab.StartAsync(typeof(LifecycleTests));
        string id = await StartAsync(lab, nameof(Wait));

        var running = await lab.GetAsync(id);
        await lab.Client.RaiseEventAsync(id, "go", "x", Token);

        Assert.Equal("waiting", running.ReadCustomStatusAs<string>());
        Assert.Equal("went", (await lab.EndOfAsync(id)).ReadCustomStatusAs<string>());
    }

    [Fact]
    public async Task Termination_ends_an_instance_with_the_given_output_and_disarms_its_timers()
    {
        await using Lab lab = await Lab.StartAsync(typeof(LifecycleTests));
        string id = await StartAsync(lab, nameof(Sleep));

        await lab.Client.TerminateInstanceAsync(id, (object)"enough", Token);
        var ended = await lab.EndOfAsync(id);

        Assert.Equal((OrchestrationRuntimeStatus.Terminated, "enough"), (ended.RuntimeStatus, ended.ReadOutputAs<string>()));
        Assert.Null(lab.Clock.NextTimer);
    }

    [Fact]
    public async Task A_suspended_instance_keeps_what_comes_and_takes_it_when_resumed()
    {
        await using Lab lab = await Lab.StartAsync(typeof(LifecycleTests));
        string id = await StartAsync(lab, nameof(Wait));

        await lab.Client.SuspendInstanceAsync(id, "pause", Token);
        await lab.Client.RaiseEventAsync(id, "go", "x", Token);
        await lab.SettleAsync();
        var suspended = (await lab.GetAsync(id)).RuntimeStatus;
        await lab.Client.ResumeInstanceAsync(id, "on", Token);

        Assert.Equal(OrchestrationRuntimeStatus.Suspended, suspended);
        Assert.Equal("x", (await lab.EndOfAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task Suspending_twice_needs_one_resume()
    {
        await using Lab lab = await Lab.StartAsync(typeof(LifecycleTests));
        string id = await StartAsync(lab, nameof(Wait));
        await lab.Client.SuspendInstanceAsync(id, "one", Token);
        await lab.Client.SuspendInstanceAsync(id, "two", Token);
        await lab.Client.RaiseEventAsync(id, "go", "x", Token);

        await lab.Client.ResumeInstanceAsync(id, "on", Token);

        Assert.Equal("x", (await lab.EndOfAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task Whoever_waits_is_told_when_the_runtime_is_disposed()
    {
        Lab lab = await Lab.StartAsync(typeof(LifecycleTests));
        string id = await StartAsync(lab, nameof(Wait));
        Task<OrchestrationMetadata> waiting = lab.Client.WaitForInstanceCompletionAsync(id, Token);

        await lab.DisposeAsync();

        await Assert.ThrowsAsync<InvalidOperationException>(() => waiting);
    }

    [Fact]
    public async Task A_suspended_instance_can_be_terminated()
    {
        await using Lab lab = await Lab.StartAsync(typeof(LifecycleTests));
        string id = await StartAsync(lab, nameof(Wait));
        await lab.Client.SuspendInstanceAsync(id, "pause", Token);

        await lab.Client.TerminateInstanceAsync(id, Token);

        Assert.Equal(OrchestrationRuntimeStatus.Terminated, (await lab.EndOfAsync(id)).RuntimeStatus);
    }

    [Fact]
    public async Task A_purge_removes_ended_instances_only()
    {
        await using Lab lab = await Lab.StartAsync(typeof(LifecycleTests));
        string running = await StartAsync(lab, nameof(Wait));
        var ended = await lab.RunAsync(nameof(Quick));

        Assert.Equal((1, 0), ((await lab.Client.PurgeInstanceAsync(ended.InstanceId, Token)).PurgedInstanceCount, (await lab.Client.PurgeInstanceAsync(running, Token)).PurgedInstanceCount));
        Assert.Null(await lab.Client.GetInstanceAsync(ended.InstanceId, Token));
        Assert.NotNull(await lab.Client.GetInstanceAsync(running, Token));
    }

    [Fact]
    public async Task A_purge_by_filter_takes_what_fits()
    {
        await using Lab lab = await Lab.StartAsync(typeof(LifecycleTests));
        await lab.RunAsync(nameof(Quick), null, "old");
        await lab.PassAsync(TimeSpan.FromHours(1));
        await lab.RunAsync(nameof(Quick), null, "new");

        PurgeResult result = await lab.Client.PurgeAllInstancesAsync(new(CreatedTo: Lab.Noon.AddMinutes(30)), Token);

        Assert.Equal(1, result.PurgedInstanceCount);
        Assert.NotNull(await lab.Client.GetInstanceAsync("new", Token));
    }

    [Fact]
    public async Task A_start_can_be_put_off()
    {
        await using Lab lab = await Lab.StartAsync(typeof(LifecycleTests));
        await lab.Client.ScheduleNewOrchestrationInstanceAsync(nameof(Quick), new StartOrchestrationOptions("later", Lab.Noon.AddHours(1)), Token);
        await lab.PassAsync(TimeSpan.FromMinutes(59));
        var before = await lab.GetAsync("later");
        await lab.PassAsync(TimeSpan.FromMinutes(1));

        Assert.Equal((OrchestrationRuntimeStatus.Pending, OrchestrationRuntimeStatus.Completed), (before.RuntimeStatus, (await lab.GetAsync("later")).RuntimeStatus));
    }

    [Fact]
    public async Task An_instance_in_a_deduped_state_refuses_a_second_start()
    {
        await using Lab lab = await Lab.StartAsync(typeof(LifecycleTests));
        StartOrchestrationOptions once = new StartOrchestrationOptions("only").WithDedupeStatuses(OrchestrationRuntimeStatus.Pending, OrchestrationRuntimeStatus.Running);

        Task<string>[] starts = [.. Enumerable.Range(0, 50).Select(_ => Task.Run(() => lab.Client.ScheduleNewOrchestrationInstanceAsync(nameof(Wait), once, Token)))];
        await Task.WhenAll(starts).ContinueWith(_ => { }, Token, TaskContinuationOptions.None, TaskScheduler.Default);

        Assert.Equal(1, starts.Count(start => start.IsCompletedSuccessfully));
        Assert.All(starts.Where(start => start.IsFaulted), start => Assert.IsType<InvalidOperationException>(start.Exception!.InnerException));
    }

    [Fact]
    public async Task A_running_instance_in_no_deduped_state_is_replaced()
    {
        await using Lab lab = await Lab.StartAsync(typeof(LifecycleTests));
        await lab.Client.ScheduleNewOrchestrationInstanceAsync(nameof(Sleep), new StartOrchestrationOptions("one"), Token);
        await lab.SettleAsync();

        var ended = await lab.RunAsync(nameof(Quick), null, "one");

        Assert.Equal((nameof(Quick), OrchestrationRuntimeStatus.Completed), (ended.Name, ended.RuntimeStatus));
        Assert.Null(lab.Clock.NextTimer);
    }

    [Fact]
    public async Task Waiting_for_start_and_completion_ends_when_they_come()
    {
        await using Lab lab = await Lab.StartAsync(typeof(LifecycleTests));
        await lab.Client.ScheduleNewOrchestrationInstanceAsync(nameof(Quick), new StartOrchestrationOptions("later", Lab.Noon.AddHours(1)), Token);
        Task<OrchestrationMetadata> started = lab.Client.WaitForInstanceStartAsync("later", Token);
        Task<OrchestrationMetadata> ended = lab.Client.WaitForInstanceCompletionAsync("later", true, Token);
        Assert.False(started.IsCompleted || ended.IsCompleted);

        await lab.PassAsync(TimeSpan.FromHours(1));

        Assert.Equal(("later", "done"), ((await started).InstanceId, (await ended).ReadOutputAs<string>()));
    }

    [Fact]
    public async Task A_restart_runs_the_same_input_again()
    {
        await using Lab lab = await Lab.StartAsync(typeof(LifecycleTests));
        var first = await lab.RunAsync(nameof(IgnoredReason), "again");

        string id = await lab.Client.RestartAsync(first.InstanceId, restartWithNewInstanceId: true, Token);

        Assert.NotEqual(first.InstanceId, id);
        Assert.Equal("again", (await lab.EndOfAsync(id)).ReadOutputAs<string>());
    }

    [Theory]
    [InlineData("")]
    [InlineData("@entity@1")]
    [InlineData("a/b")]
    public async Task An_id_that_a_backend_would_not_take_is_refused(string id)
    {
        await using Lab lab = await Lab.StartAsync(typeof(LifecycleTests));

        await Assert.ThrowsAsync<ArgumentException>(() => lab.Client.ScheduleNewOrchestrationInstanceAsync(nameof(Quick), new StartOrchestrationOptions(id), Token));
    }

    private static async Task<string> StartAsync(Lab lab, string name)
    {
        string id = await lab.Client.ScheduleNewOrchestrationInstanceAsync(name, Token);
        await lab.SettleAsync();
        return id;
    }

    [Function(nameof(Wait))]
    public static async Task<string> Wait([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        context.SetCustomStatus("waiting");
        string word = await context.WaitForExternalEvent<string>("go");
        context.SetCustomStatus("went");
        return word;
    }

    [Function(nameof(Sleep))]
    public static Task Sleep([OrchestrationTrigger] TaskOrchestrationContext context) => context.CreateTimer(TimeSpan.FromDays(1), CancellationToken.None);

    [Function(nameof(Quick))]
    public static Task<string> Quick([OrchestrationTrigger] TaskOrchestrationContext context) => Task.FromResult("done");

    [Function(nameof(IgnoredReason))]
    public static Task<string> IgnoredReason([OrchestrationTrigger] TaskOrchestrationContext context, string word) => Task.FromResult(word);
}
