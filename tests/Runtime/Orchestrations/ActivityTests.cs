using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Steadfast.Local.Runtime.Tests;

[Trait("Category", "fast")]
public sealed class ActivityTests
{
    [Fact]
    public async Task Activities_one_after_the_other_hand_results_on()
    {
        await using Lab lab = await Lab.StartAsync(typeof(ActivityTests));

        var ended = await lab.RunAsync(nameof(Chain), 1);

        Assert.Equal((OrchestrationRuntimeStatus.Completed, 4), (ended.RuntimeStatus, ended.ReadOutputAs<int>()));
    }

    [Fact]
    public async Task Activities_side_by_side_are_all_waited_for()
    {
        await using Lab lab = await Lab.StartAsync(typeof(ActivityTests));

        var ended = await lab.RunAsync(nameof(FanOut), 20);

        Assert.Equal(Enumerable.Range(1, 20), ended.ReadOutputAs<int[]>()!);
    }

    [Fact]
    public async Task A_thrown_exception_arrives_as_failure_details_with_its_cause()
    {
        await using Lab lab = await Lab.StartAsync(typeof(ActivityTests));

        var ended = await lab.RunAsync(nameof(Catch));

        Assert.Equal(
            ["Throw", "System.InvalidOperationException", "outer", "System.IO.IOException", "inner", "True", "False"],
            ended.ReadOutputAs<string[]>()!);
    }

    [Fact]
    public async Task An_uncaught_failure_fails_the_orchestration_and_names_the_activity()
    {
        await using Lab lab = await Lab.StartAsync(typeof(ActivityTests));

        var ended = await lab.RunAsync(nameof(NoCatch));

        Assert.Equal(OrchestrationRuntimeStatus.Failed, ended.RuntimeStatus);
        Assert.Equal("Task 'Throw' (#0) failed with an unhandled exception: outer", ended.FailureDetails!.ErrorMessage);
        Assert.True(ended.FailureDetails.IsCausedBy<TaskFailedException>());
        Assert.Equal("System.InvalidOperationException", ended.FailureDetails.InnerFailure!.ErrorType);
    }

    [Fact]
    public async Task An_unknown_activity_fails_its_call_only()
    {
        await using Lab lab = await Lab.StartAsync(typeof(ActivityTests));

        var ended = await lab.RunAsync(nameof(CallUnknown));

        Assert.Equal("There is no activity function 'Nowhere' in this app.", ended.ReadOutputAs<string>());
    }

    [Fact]
    public async Task An_unknown_orchestrator_fails_its_instance()
    {
        await using Lab lab = await Lab.StartAsync(typeof(ActivityTests));

        var ended = await lab.RunAsync("Nowhere");

        Assert.Equal("There is no orchestrator function 'Nowhere' in this app.", ended.FailureDetails!.ErrorMessage);
    }

    [Fact]
    public async Task An_activity_gets_services_client_instance_id_and_token()
    {
        await using Lab lab = await Lab.StartAsync(typeof(ActivityTests), typeof(Injected));

        await lab.RunAsync(nameof(CallInjected), null, "one");

        Assert.Equal(["in:x id:one client:True can stop:True"], lab.Get<Notes>().Lines);
    }

    [Fact]
    public async Task What_does_not_survive_json_does_not_survive_a_call()
    {
        await using Lab lab = await Lab.StartAsync(typeof(ActivityTests));

        var ended = await lab.RunAsync(nameof(Tuples));

        Assert.Equal("0,", ended.ReadOutputAs<string>());
    }

    [Function(nameof(Chain))]
    public static async Task<int> Chain([OrchestrationTrigger] TaskOrchestrationContext context, int start)
    {
        int value = await context.CallActivityAsync<int>(nameof(AddOne), start);
        value = await context.CallActivityAsync<int>(nameof(AddOne), value);
        return await context.CallActivityAsync<int>(nameof(AddOne), value);
    }

    [Function(nameof(FanOut))]
    public static async Task<int[]> FanOut([OrchestrationTrigger] TaskOrchestrationContext context, int count) =>
        await Task.WhenAll(Enumerable.Range(0, count).Select(index => context.CallActivityAsync<int>(nameof(AddOne), index)));

    [Function(nameof(Catch))]
    public static async Task<string[]> Catch([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        try
        {
            await context.CallActivityAsync(nameof(Throw));
            return [];
        }
        catch (TaskFailedException failure)
        {
            TaskFailureDetails details = failure.FailureDetails;
            return
            [
                failure.TaskName, details.ErrorType, details.ErrorMessage, details.InnerFailure!.ErrorType, details.InnerFailure.ErrorMessage,
                details.IsCausedBy<SystemException>().ToString(), details.IsCausedBy<IOException>().ToString(),
            ];
        }
    }

    [Function(nameof(NoCatch))]
    public static Task NoCatch([OrchestrationTrigger] TaskOrchestrationContext context) => context.CallActivityAsync(nameof(Throw));

    [Function(nameof(CallUnknown))]
    public static async Task<string> CallUnknown([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        try
        {
            await context.CallActivityAsync("Nowhere");
            return "";
        }
        catch (TaskFailedException failure)
        {
            return failure.FailureDetails.ErrorMessage;
        }
    }

    [Function(nameof(CallInjected))]
    public static Task CallInjected([OrchestrationTrigger] TaskOrchestrationContext context) => context.CallActivityAsync(nameof(Injected), "x");

    [Function(nameof(Tuples))]
    public static async Task<string> Tuples([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        (int number, string text) = await context.CallActivityAsync<(int, string)>(nameof(Pair));
        return $"{number},{text}";
    }

    [Function(nameof(AddOne))]
    public static int AddOne([ActivityTrigger] int value) => value + 1;

    [Function(nameof(Pair))]
    public static (int, string) Pair([ActivityTrigger] string? unused) => (1, "a");

    [Function(nameof(Throw))]
    public static void Throw([ActivityTrigger] string? unused) => throw new InvalidOperationException("outer", new IOException("inner"));

    public sealed class Injected(Notes notes)
    {
        [Function(nameof(Injected))]
        public Task RunAsync([ActivityTrigger] string input, [DurableClient] DurableTaskClient client, string instanceId, CancellationToken cancellation)
        {
            notes.Add($"in:{input} id:{instanceId} client:{client is not null} can stop:{cancellation.CanBeCanceled}");
            return Task.CompletedTask;
        }
    }
}
