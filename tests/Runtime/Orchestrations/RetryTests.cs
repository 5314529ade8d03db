using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Steadfast.Local.Runtime.Tests;

[Trait("Category", "fast")]
public sealed class RetryTests
{
    [Fact]
    public async Task A_policy_waits_longer_each_time_up_to_its_most()
    {
        await using Lab lab = await Lab.StartAsync(typeof(RetryTests), typeof(Unreliable));

        var ended = await lab.RunAsync(nameof(ByPolicy), 5);

        // 1 s, 2 s, then at most 3 s each.
        Assert.Equal("5 tries, 9 s", ended.ReadOutputAs<string>());
    }

    [Fact]
    public async Task A_policy_gives_up_after_its_attempts_without_waiting_once_more()
    {
        await using Lab lab = await Lab.StartAsync(typeof(RetryTests), typeof(Unreliable));

        var ended = await lab.RunAsync(nameof(ByPolicy), 99);

        Assert.Equal(OrchestrationRuntimeStatus.Failed, ended.RuntimeStatus);
        Assert.Equal((5, Lab.Noon.AddSeconds(9)), (lab.Get<Notes>().Lines.Count, lab.Clock.GetUtcNow()));
    }

    [Fact]
    public async Task A_failure_that_the_policy_does_not_handle_is_not_tried_again()
    {
        await using Lab lab = await Lab.StartAsync(typeof(RetryTests), typeof(Unreliable));

        var ended = await lab.RunAsync(nameof(OnlyTimeouts));

        Assert.Equal((OrchestrationRuntimeStatus.Failed, 1), (ended.RuntimeStatus, lab.Get<Notes>().Lines.Count));
    }

    [Fact]
    public async Task A_handler_decides_each_time_and_sees_the_attempt_and_the_failure()
    {
        await using Lab lab = await Lab.StartAsync(typeof(RetryTests), typeof(Unreliable));

        var ended = await lab.RunAsync(nameof(ByHandler));

        Assert.Equal(["1 not yet", "2 not yet", "3 not yet"], ended.ReadOutputAs<string[]>()!);
    }

    [Fact]
    public async Task A_sub_orchestration_is_tried_again_as_well()
    {
        await using Lab lab = await Lab.StartAsync(typeof(RetryTests), typeof(Unreliable));

        var ended = await lab.RunAsync(nameof(ChildAgain));

        Assert.Equal(2, ended.ReadOutputAs<int>());
    }

    [Theory]
    [InlineData(1, 0, 1000)]
    [InlineData(3, 0, 4000)]
    [InlineData(4, 0, 5000)]
    [InlineData(10, 0, null)]
    [InlineData(1, 60, null)]
    public void The_delay_follows_attempt_and_elapsed_time(int attempt, int elapsedSeconds, int? milliseconds)
    {
        RetryPolicy policy = new(10, TimeSpan.FromSeconds(1), 2, TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(1));

        Assert.Equal(milliseconds, (int?)Retries.Delay(policy, attempt, TimeSpan.FromSeconds(elapsedSeconds))?.TotalMilliseconds);
    }

    [Function(nameof(ByPolicy))]
    public static async Task<string> ByPolicy([OrchestrationTrigger] TaskOrchestrationContext context, int successOn)
    {
        DateTime began = context.CurrentUtcDateTime;
        TaskOptions options = TaskOptions.FromRetryPolicy(new RetryPolicy(5, TimeSpan.FromSeconds(1), 2, TimeSpan.FromSeconds(3)));
        int tries = await context.CallActivityAsync<int>(nameof(Unreliable), successOn, options);
        return $"{tries} tries, {(context.CurrentUtcDateTime - began).TotalSeconds} s";
    }

    [Function(nameof(OnlyTimeouts))]
    public static Task OnlyTimeouts([OrchestrationTrigger] TaskOrchestrationContext context) =>
        context.CallActivityAsync(nameof(Unreliable), 99, TaskOptions.FromRetryPolicy(new RetryPolicy(5, TimeSpan.FromSeconds(1)) { HandleFailure = failure => failure.IsCausedBy<TimeoutException>() }));

    [Function(nameof(ByHandler))]
    public static async Task<List<string>> ByHandler([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        List<string> seen = [];
        try
        {
            await context.CallActivityAsync(nameof(Unreliable), 99, TaskOptions.FromRetryHandler(tried =>
            {
                seen.Add($"{tried.LastAttemptNumber} {tried.LastFailure.ErrorMessage}");
                return tried.LastAttemptNumber < 3;
            }));
        }
        catch (TaskFailedException)
        {
        }

        return seen;
    }

    [Function(nameof(ChildAgain))]
    public static Task<int> ChildAgain([OrchestrationTrigger] TaskOrchestrationContext context) =>
        context.CallSubOrchestratorAsync<int>(nameof(Child), null, TaskOptions.FromRetryPolicy(new RetryPolicy(3, TimeSpan.FromSeconds(1))));

    [Function(nameof(Child))]
    public static Task<int> Child([OrchestrationTrigger] TaskOrchestrationContext context) => context.CallActivityAsync<int>(nameof(Unreliable), 2);

    public sealed class Unreliable(Notes notes)
    {
        [Function(nameof(Unreliable))]
        public int Run([ActivityTrigger] int successOn)
        {
            int tries = notes.Add("try");
            return tries >= successOn ? tries : throw new InvalidOperationException("not yet");
        }
    }
}
