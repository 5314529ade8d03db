using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Steadfast.Local.Runtime.Tests.Orchestrations;

[Trait("Category", "fast")]
public sealed class ActivityDeadlineTests
{
    [Fact]
    public async Task An_activity_that_hangs_is_ended_by_its_token_at_the_deadline()
    {
        await using Lab lab = await Lab.StartAsync(new RuntimeOptions { ActivityDeadline = TimeSpan.FromMilliseconds(50) }, _ => { }, typeof(HangingFunctions));

        OrchestrationMetadata ended = await lab.RunAsync(nameof(HangingFunctions.WaitForHanging));

        Assert.Equal((OrchestrationRuntimeStatus.Failed, true), (ended.RuntimeStatus, ended.FailureDetails!.InnerFailure!.ErrorType.EndsWith("TaskCanceledException", StringComparison.Ordinal)));
    }
}

/// <summary>The functions of <see cref="ActivityDeadlineTests"/>.</summary>
public static class HangingFunctions
{
    [Function(nameof(WaitForHanging))]
    public static Task WaitForHanging([OrchestrationTrigger] TaskOrchestrationContext context) => context.CallActivityAsync(nameof(Hang), "");

    [Function(nameof(Hang))]
    public static Task Hang([ActivityTrigger] string input, CancellationToken cancellation) => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellation);
}
