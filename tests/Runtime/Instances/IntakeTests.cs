using Microsoft.DurableTask.Client;

namespace Steadfast.Local.Runtime.Tests;

[Trait("Category", "fast")]
public sealed class IntakeTests
{
    [Theory]
    [InlineData(OrchestrationRuntimeStatus.Pending, EventKind.EventRaised, false)]
    [InlineData(OrchestrationRuntimeStatus.Pending, EventKind.ExecutionStarted, true)]
    [InlineData(OrchestrationRuntimeStatus.Pending, EventKind.ExecutionTerminated, true)]
    [InlineData(OrchestrationRuntimeStatus.Running, EventKind.EventRaised, true)]
    [InlineData(OrchestrationRuntimeStatus.Suspended, EventKind.EventRaised, false)]
    [InlineData(OrchestrationRuntimeStatus.Suspended, EventKind.ExecutionResumed, true)]
    [InlineData(OrchestrationRuntimeStatus.Suspended, EventKind.ExecutionTerminated, true)]
    public void A_turn_is_worth_it_when_the_state_lets_the_message_do_something(OrchestrationRuntimeStatus status, EventKind kind, bool worth)
    {
        Assert.Equal(worth, Intake.IsWorthATurn(status, Messages(kind)));
    }

    [Fact]
    public void Nothing_waiting_is_worth_no_turn() => Assert.False(Intake.IsWorthATurn(OrchestrationRuntimeStatus.Running, []));

    [Fact]
    public void A_pending_execution_takes_its_start_before_what_came_earlier()
    {
        var waiting = Messages(EventKind.EventRaised, EventKind.EventRaised, EventKind.ExecutionStarted);

        var taken = Intake.Take(OrchestrationRuntimeStatus.Pending, [.. waiting], out var rest);

        Assert.Equal([waiting[2], waiting[0], waiting[1]], taken);
        Assert.Empty(rest);
    }

    [Fact]
    public void What_comes_after_a_suspension_waits()
    {
        var waiting = Messages(EventKind.EventRaised, EventKind.ExecutionSuspended, EventKind.TaskCompleted, EventKind.ExecutionResumed);

        var taken = Intake.Take(OrchestrationRuntimeStatus.Running, [.. waiting], out var rest);

        Assert.Equal(waiting[..2], taken);
        Assert.Equal(waiting[2..], rest);
    }

    [Fact]
    public void A_suspended_execution_takes_only_what_steers_it()
    {
        var waiting = Messages(EventKind.TaskCompleted, EventKind.ExecutionResumed, EventKind.EventRaised);

        var taken = Intake.Take(OrchestrationRuntimeStatus.Suspended, [.. waiting], out var rest);

        Assert.Equal([waiting[1]], taken);
        Assert.Equal([waiting[0], waiting[2]], rest);
    }

    private static Message[] Messages(params EventKind[] kinds) =>
        [.. kinds.Select((kind, index) => new Message(index + 1, "one", null, new() { Kind = kind }))];
}
