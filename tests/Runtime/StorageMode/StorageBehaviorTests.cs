using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Steadfast.Local.Runtime.Journal;

namespace Steadfast.Local.Runtime.Tests.StorageMode;

/// <summary>Where Azure Storage is less kind than the local runtime by itself. Each of these was seen on the real engine.</summary>
[Trait("Category", "fast")]
public sealed class StorageBehaviorTests
{
    private static readonly StorageBehavior Behavior = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static Task<Lab> StartAsync(VirtualClock? clock = null, string? folder = null) => Lab.StartAsync(
        new RuntimeOptions { Storage = Behavior, Clock = clock ?? new VirtualClock(Lab.Noon), JournalFolder = folder, Fsync = FsyncPolicy.Never }, _ => { }, typeof(StorageFunctions));

    [Fact]
    public async Task Of_starts_at_once_all_report_success_and_one_counts()
    {
        await using Lab lab = await StartAsync();
        StartOrchestrationOptions once = new StartOrchestrationOptions("one").WithDedupeStatuses(OrchestrationRuntimeStatus.Pending, OrchestrationRuntimeStatus.Running);

        string[] told = await Task.WhenAll(Enumerable.Range(1, 4).Select(number => lab.Client.ScheduleNewOrchestrationInstanceAsync(nameof(StorageFunctions.Same), number, once, Token)));

        Assert.Equal(Enumerable.Repeat("one", 4), told);
        OrchestrationMetadata ended = await lab.EndOfAsync("one");
        Assert.Equal(ended.ReadInputAs<int>(), ended.ReadOutputAs<int>());
        await Assert.ThrowsAsync<InvalidOperationException>(() => lab.Client.ScheduleNewOrchestrationInstanceAsync(
            nameof(StorageFunctions.Same), 5, new StartOrchestrationOptions("one").WithDedupeStatuses(OrchestrationRuntimeStatus.Completed), Token));
    }

    [Fact]
    public async Task A_running_instance_is_never_replaced()
    {
        await using Lab lab = await StartAsync();
        await lab.Client.ScheduleNewOrchestrationInstanceAsync(nameof(StorageFunctions.Parent), new StartOrchestrationOptions("parent"), Token);

        await Assert.ThrowsAsync<InvalidOperationException>(() => lab.Client.ScheduleNewOrchestrationInstanceAsync(nameof(StorageFunctions.Same), 1, new StartOrchestrationOptions("parent"), Token));
    }

    [Fact]
    public async Task A_sub_orchestration_is_not_there_before_its_first_turn()
    {
        await using Lab lab = await StartAsync();
        await lab.Client.ScheduleNewOrchestrationInstanceAsync(nameof(StorageFunctions.Parent), new StartOrchestrationOptions("parent"), Token);
        await VirtualRun.UntilAsync(
            lab.Runtime, lab.Clock, async () => (await lab.GetAsync("parent")).SerializedCustomStatus is not null, Lab.Noon.AddMinutes(1), Token);

        Assert.Null(await lab.Client.GetInstanceAsync("child", Token));
        await Assert.ThrowsAsync<ArgumentException>(() => lab.Client.RaiseEventAsync("child", "go", "early", Token));

        await VirtualRun.UntilAsync(lab.Runtime, lab.Clock, async () => await lab.Client.GetInstanceAsync("child", Token) is not null, Lab.Noon.AddMinutes(1), Token);
        await lab.Client.RaiseEventAsync("child", "go", "in time", Token);
        Assert.Equal("in time", (await lab.EndOfAsync("parent")).ReadOutputAs<string>());
    }

    [Fact]
    public async Task A_message_is_found_at_the_next_look_into_its_queue()
    {
        await using Lab lab = await StartAsync();

        OrchestrationMetadata ended = await lab.RunAsync(nameof(StorageFunctions.Steps), null, "steps");

        // The start is found after a second, as the queue was quiet; the four messages after it 50 ms after they are added.
        Assert.Equal(TimeSpan.FromSeconds(1.2), lab.Clock.GetUtcNow() - Lab.Noon);
        Assert.Equal(OrchestrationRuntimeStatus.Completed, ended.RuntimeStatus);
    }

    [Theory]
    [InlineData(nameof(StorageFunctions.Sleep))]
    [InlineData(nameof(StorageFunctions.Steps))]
    public async Task What_a_crashed_process_was_working_on_is_invisible_for_the_visibility_timeout(string orchestrator)
    {
        using TemporaryFolder folder = new();
        VirtualClock clock = new(Lab.Noon);
        await using (Lab first = await StartAsync(clock, folder.Path))
        {
            await first.Client.ScheduleNewOrchestrationInstanceAsync(orchestrator, new StartOrchestrationOptions("one"), Token);
        }

        await using Lab second = await StartAsync(clock, folder.Path);
        await second.EndOfAsync("one");

        Assert.InRange(clock.GetUtcNow() - Lab.Noon, Behavior.VisibilityTimeout, Behavior.VisibilityTimeout + TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task A_new_message_does_not_wait_for_those_that_a_crash_made_invisible()
    {
        using TemporaryFolder folder = new();
        VirtualClock clock = new(Lab.Noon);
        await using (Lab first = await StartAsync(clock, folder.Path))
        {
            await first.Client.ScheduleNewOrchestrationInstanceAsync(nameof(StorageFunctions.Sleep), new StartOrchestrationOptions("one"), Token);
        }

        await using Lab second = await StartAsync(clock, folder.Path);
        await second.RunAsync(nameof(StorageFunctions.Same), 1, "two");

        Assert.InRange(clock.GetUtcNow() - Lab.Noon, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2));
    }

    [Theory]
    [InlineData(8190, true, OrchestrationRuntimeStatus.Completed)]
    [InlineData(8191, true, OrchestrationRuntimeStatus.Failed)]
    [InlineData(8190, false, OrchestrationRuntimeStatus.Completed)]
    [InlineData(8191, false, OrchestrationRuntimeStatus.Failed)]
    public async Task A_custom_status_over_16_KB_of_UTF_16_fails_its_orchestration(int length, bool asStorage, OrchestrationRuntimeStatus expected)
    {
        await using Lab lab = asStorage ? await StartAsync() : await Lab.StartAsync(typeof(StorageFunctions));

        // The quotes of the JSON text count too.
        OrchestrationMetadata ended = await lab.RunAsync(nameof(StorageFunctions.Show), length, "show");

        Assert.Equal(expected, ended.RuntimeStatus);
    }

    public static TheoryData<string> NoKeysOfTables => ["a/b", "a#b", "a\u0001b", new string('a', 513)];

    [Theory]
    [MemberData(nameof(NoKeysOfTables))]
    public async Task An_instance_id_that_is_no_key_of_a_table_is_refused(string id)
    {
        await using Lab lab = await StartAsync();

        await Assert.ThrowsAsync<ArgumentException>(() => lab.Client.ScheduleNewOrchestrationInstanceAsync(nameof(StorageFunctions.Same), 1, new StartOrchestrationOptions(id), Token));
        OrchestrationMetadata parent = await lab.RunAsync(nameof(StorageFunctions.ParentOf), id, "parent");
        Assert.Equal((OrchestrationRuntimeStatus.Failed, true), (parent.RuntimeStatus, parent.FailureDetails!.ErrorMessage.Contains("is not an instance id", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_termination_ends_the_one_instance_that_is_named()
    {
        await using Lab lab = await StartAsync();
        await lab.Client.ScheduleNewOrchestrationInstanceAsync(nameof(StorageFunctions.Parent), new StartOrchestrationOptions("parent"), Token);
        await VirtualRun.UntilAsync(lab.Runtime, lab.Clock, async () => await lab.Client.GetInstanceAsync("child", Token) is not null, Lab.Noon.AddMinutes(1), Token);

        await lab.Client.TerminateInstanceAsync("parent", new TerminateInstanceOptions(null, Recursive: true), Token);
        await lab.EndOfAsync("parent");

        Assert.Equal(OrchestrationRuntimeStatus.Running, (await lab.GetAsync("child")).RuntimeStatus);
    }

    [Fact]
    public void The_pause_between_two_looks_grows_with_the_time_without_a_message()
    {
        PolledQueue queue = new(TimeSpan.FromSeconds(1));
        DateTime noon = Lab.Noon.UtcDateTime;

        DateTime first = queue.FoundAt(noon);
        DateTime together = queue.FoundAt(noon.AddMilliseconds(300));
        DateTime soon = queue.FoundAt(first.AddMilliseconds(20));
        DateTime later = queue.FoundAt(soon.AddMilliseconds(400));
        DateTime woken = queue.WokenAt(later.AddMilliseconds(600));

        Assert.Equal(
            [1000, 1000, 1070, 1870, 2520],
            new[] { first, together, soon, later, woken }.Select(found => (found - noon).TotalMilliseconds));
    }
}

/// <summary>The functions of <see cref="StorageBehaviorTests"/>.</summary>
public static class StorageFunctions
{
    [Function(nameof(Same))]
    public static Task<int> Same([OrchestrationTrigger] TaskOrchestrationContext context, int input) => Task.FromResult(input);

    [Function(nameof(Parent))]
    public static Task<string> Parent([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        context.SetCustomStatus("its child has an id");
        return context.CallSubOrchestratorAsync<string>(nameof(Child), options: new SubOrchestrationOptions(instanceId: "child"));
    }

    [Function(nameof(ParentOf))]
    public static Task<string> ParentOf([OrchestrationTrigger] TaskOrchestrationContext context, string id) =>
        context.CallSubOrchestratorAsync<string>(nameof(Child), options: new SubOrchestrationOptions(instanceId: id));

    [Function(nameof(Child))]
    public static Task<string> Child([OrchestrationTrigger] TaskOrchestrationContext context) => context.WaitForExternalEvent<string>("go");

    [Function(nameof(Sleep))]
    public static Task Sleep([OrchestrationTrigger] TaskOrchestrationContext context) => context.CreateTimer(TimeSpan.FromSeconds(10), CancellationToken.None);

    [Function(nameof(Steps))]
    public static async Task Steps([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        await context.CallActivityAsync<int>(nameof(Step), 1);
        await context.CallActivityAsync<int>(nameof(Step), 2);
    }

    [Function(nameof(Step))]
    public static int Step([ActivityTrigger] int number) => number;

    [Function(nameof(Show))]
    public static Task Show([OrchestrationTrigger] TaskOrchestrationContext context, int length)
    {
        context.SetCustomStatus(new string('a', length));
        return Task.CompletedTask;
    }
}
