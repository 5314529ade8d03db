using Microsoft.DurableTask;
using Steadfast.Functions.Platform;

namespace Steadfast.Functions.Actions;

/// <summary>One long-running operation of the platform.</summary>
/// <param name="Kind">"restart", "failover", …</param>
/// <param name="Target">What it acts on.</param>
/// <param name="AskedBy">Who or what asked for it.</param>
/// <param name="Deadline">How long it may take from its acceptance on.</param>
/// <param name="PollInterval">Time between two polls when the platform does not say.</param>
public sealed record OperationPlan(string Kind, string Target, string AskedBy, TimeSpan Deadline, TimeSpan PollInterval);

/// <summary>The calls that an operation consists of. Everything runs within the orchestration.</summary>
/// <param name="Start">Asks for it, once.</param>
/// <param name="Poll">Reads its progress; given the URL that tells it, or null, and how often it may ask by itself.</param>
/// <param name="ActionChanged">Told when it is accepted, and when it has ended; returns what it was told.</param>
/// <param name="Add">Told one sentence when it was not begun.</param>
internal sealed record OperationCalls(
    Func<Task<StartedOperation>> Start, Func<string?, PollPlan, Task<OperationProgress>> Poll, Func<ActionTaken, ActionTaken> ActionChanged, Action<string> Add);

/// <summary>
/// One long-running operation from the request to its end: started by one activity, followed by another, which asks several times by itself. It is asked for
/// once: what the platform cannot take now is decided on anew by the caller, on a fresh look.
/// </summary>
internal static class PlatformOperation
{
    /// <summary>Runs it. It always ends, within about its deadline, and never throws for what the platform says.</summary>
    public static async Task<ActionTaken> RunAsync(TaskOrchestrationContext context, OperationPlan plan, OperationCalls calls)
    {
        ActionTaken action = new(plan.Kind, plan.Target, plan.AskedBy, null, null, ActionResult.Running, "asked for");
        StartedOperation started = await calls.Start();
        switch (started.Kind)
        {
            case StartKind.Refused or StartKind.Gone:
                return calls.ActionChanged(action with { Result = ActionResult.Failed, Detail = started.Detail });
            case StartKind.NotNow or StartKind.Held:
                calls.Add($"{plan.Kind} not begun: {started.Detail}");
                return action with { Result = ActionResult.Held, Detail = started.Detail, AskAgainAfter = started.RetryAfter };
            case StartKind.NotNeeded:
                return calls.ActionChanged(action with { Result = ActionResult.Skipped, Detail = started.Detail });
        }

        // From the acceptance on: between asking and accepting the automation itself may have been away.
        DateTime deadline = context.CurrentUtcDateTime + plan.Deadline;
        action = calls.ActionChanged(action with { Accepted = context.CurrentUtcDateTime, Detail = started.Detail });
        OperationProgress progress = started.Kind == StartKind.AlreadyDone
            ? new(ActionResult.Succeeded, null, started.Detail)
            : await WaitAsync(context, plan, calls, started.StatusUrl, deadline);
        DateTime? done = progress.Result == ActionResult.TimedOut ? null : context.CurrentUtcDateTime;
        return calls.ActionChanged(action with { Done = done, Result = progress.Result, Detail = progress.Detail });
    }

    private static async Task<OperationProgress> WaitAsync(
        TaskOrchestrationContext context, OperationPlan plan, OperationCalls calls, string? statusUrl, DateTime deadline)
    {
        // Asked at least once: the automation itself may have been away until the deadline. And once at the deadline, however long the platform asks to wait.
        TimeSpan pause = plan.PollInterval;
        for (bool isLast = false; ;)
        {
            TimeSpan first = await BoundedPoll.LeftForActivityAsync(context, pause);
            OperationProgress progress = await calls.Poll(statusUrl, new(first, plan.PollInterval, deadline));
            if (progress.Result is not (ActionResult.Running or ActionResult.TimedOut))
            {
                return progress;
            }

            TimeSpan left = deadline - context.CurrentUtcDateTime;
            if (isLast || left <= TimeSpan.Zero)
            {
                return new(ActionResult.TimedOut, null, $"not done within {plan.Deadline.TotalSeconds:0.##} s");
            }

            pause = CheckPause.For(plan.PollInterval, progress.RetryAfter);
            isLast = progress.Result == ActionResult.TimedOut || pause >= left;
            pause = isLast ? left : pause;
        }
    }
}
