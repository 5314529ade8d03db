using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Steadfast.Local.Runtime.Tests;

[Trait("Category", "fast")]
public sealed class SubOrchestrationTests
{
    [Fact]
    public async Task A_child_gets_its_input_knows_its_parent_and_returns_its_output()
    {
        await using Lab lab = await Lab.StartAsync(typeof(SubOrchestrationTests));

        var ended = await lab.RunAsync(nameof(Parent), "child-1", "parent-1");

        Assert.Equal("hello from child-1 of Parent parent-1", ended.ReadOutputAs<string>());
        Assert.Equal(OrchestrationRuntimeStatus.Completed, (await lab.GetAsync("child-1")).RuntimeStatus);
    }

    [Fact]
    public async Task A_failing_child_fails_its_call_with_details()
    {
        await using Lab lab = await Lab.StartAsync(typeof(SubOrchestrationTests));

        var ended = await lab.RunAsync(nameof(ParentOfFailing));

        Assert.Equal("Failing: System.InvalidOperationException: no luck", ended.ReadOutputAs<string>());
    }

    [Fact]
    public async Task A_terminated_child_fails_its_call()
    {
        await using Lab lab = await Lab.StartAsync(typeof(SubOrchestrationTests));
        string id = await lab.Client.ScheduleNewOrchestrationInstanceAsync(nameof(ParentOfWaiting), TestContext.Current.CancellationToken);
        await lab.SettleAsync();

        await lab.Client.TerminateInstanceAsync("waiting", TestContext.Current.CancellationToken);

        Assert.Equal("The sub-orchestration 'waiting' was terminated.", (await lab.EndOfAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task An_id_that_a_running_instance_holds_fails_the_call_and_leaves_that_instance_alone()
    {
        await using Lab lab = await Lab.StartAsync(typeof(SubOrchestrationTests));
        await lab.Client.ScheduleNewOrchestrationInstanceAsync(nameof(Waiting), new StartOrchestrationOptions("waiting"), TestContext.Current.CancellationToken);
        await lab.SettleAsync();

        var ended = await lab.RunAsync(nameof(ParentOfWaiting));

        Assert.Equal("An orchestration with the instance id 'waiting' is running already.", ended.ReadOutputAs<string>());
        Assert.Equal(OrchestrationRuntimeStatus.Running, (await lab.GetAsync("waiting")).RuntimeStatus);
    }

    [Fact]
    public async Task Children_without_an_id_get_different_ones_that_stay_the_same_on_replay()
    {
        await using Lab lab = await Lab.StartAsync(typeof(SubOrchestrationTests));

        var ended = await lab.RunAsync(nameof(ParentOfThree));

        string[] ids = ended.ReadOutputAs<string[]>()!;
        Assert.Equal(3, ids.Distinct().Count());
        Assert.All(ids, id => Assert.True(lab.Client.GetInstanceAsync(id, TestContext.Current.CancellationToken).Result!.IsCompleted));
    }

    [Function(nameof(Parent))]
    public static Task<string> Parent([OrchestrationTrigger] TaskOrchestrationContext context, string child) =>
        context.CallSubOrchestratorAsync<string>(nameof(Child), "hello", new SubOrchestrationOptions(instanceId: child));

    [Function(nameof(Child))]
    public static Task<string> Child([OrchestrationTrigger] TaskOrchestrationContext context, string word) =>
        Task.FromResult($"{word} from {context.InstanceId} of {context.Parent!.Name} {context.Parent.InstanceId}");

    [Function(nameof(ParentOfFailing))]
    public static async Task<string> ParentOfFailing([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        try
        {
            await context.CallSubOrchestratorAsync(nameof(Failing));
            return "";
        }
        catch (TaskFailedException failure)
        {
            return $"{failure.TaskName}: {failure.FailureDetails}";
        }
    }

    [Function(nameof(Failing))]
    public static Task Failing([OrchestrationTrigger] TaskOrchestrationContext context) => throw new InvalidOperationException("no luck");

    [Function(nameof(ParentOfWaiting))]
    public static async Task<string> ParentOfWaiting([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        try
        {
            await context.CallSubOrchestratorAsync(nameof(Waiting), null, new SubOrchestrationOptions(instanceId: "waiting"));
            return "";
        }
        catch (TaskFailedException failure)
        {
            return failure.FailureDetails.ErrorMessage;
        }
    }

    [Function(nameof(Waiting))]
    public static Task Waiting([OrchestrationTrigger] TaskOrchestrationContext context) => context.WaitForExternalEvent<string>("never");

    [Function(nameof(ParentOfThree))]
    public static Task<string[]> ParentOfThree([OrchestrationTrigger] TaskOrchestrationContext context) =>
        Task.WhenAll(Enumerable.Range(0, 3).Select(_ => context.CallSubOrchestratorAsync<string>(nameof(TellId))));

    [Function(nameof(TellId))]
    public static Task<string> TellId([OrchestrationTrigger] TaskOrchestrationContext context) => Task.FromResult(context.InstanceId);
}
