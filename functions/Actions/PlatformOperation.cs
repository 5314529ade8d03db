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
/// <param name="NotBegun">Told one sentence when it was not begun.</param>
internal sealed record OperationCalls(
    Func<Task<StartedOperation>> Start, Func<string?, PollPlan, Task<OperationProgress>> Poll, Func<ActionTaken, ActionTaken> ActionChanged,
    Action<string> NotBegun);

/// <summary>
/// One long-running operation from the request to its end: started by one activity, followed by another, which asks several times by
/// itself. It is asked for once: what the platform cannot take now is decided on anew by the caller, on a fresh look.
/// </summary>
internal static class PlatformOperation
{
    /// <summary>
    /// Runs it. It always ends, within about its deadline or when a person ends the incident, and never throws for what the platform says.
    /// </summary>
    public static async Task<ActionTaken> RunAsync(Waits waits, OperationPlan plan, OperationCalls calls)
    {
        ActionTaken action = new(plan.Kind, plan.Target, plan.AskedBy, null, null, ActionResult.Running, "asked for");
        StartedOperation started = waits.IsEnded ? new(StartKind.Held, null, null, Waits.Ended) : await StartAsync(calls, action);
        switch (started.Kind)
        {
            case StartKind.Refused or StartKind.Gone:
                return calls.ActionChanged(
                    action with { Result = ActionResult.Failed, Detail = started.Detail, IsRefusedForGood = started.IsForGood });
            case StartKind.NotNow or StartKind.Held:
                calls.NotBegun(started.Detail);
                return action with { Result = ActionResult.Held, Detail = started.Detail, AskAgainAfter = started.RetryAfter };
            case StartKind.NotNeeded:
                return calls.ActionChanged(action with { Result = ActionResult.Skipped, Detail = started.Detail });
        }

        // From the acceptance on: between asking and accepting the automation itself may have been away.
        DateTime deadline = waits.Now + plan.Deadline;
        action = calls.ActionChanged(action with { Accepted = waits.Now, Detail = started.Detail, StatusUrl = started.StatusUrl });
        OperationProgress progress = started.Kind == StartKind.AlreadyDone
            ? new(ActionResult.Succeeded, null, started.Detail)
            : await WaitAsync(waits, plan, calls, started, deadline);
        DateTime? done = progress.Result is ActionResult.TimedOut or ActionResult.Running ? null : waits.Now;
        return calls.ActionChanged(action with { Done = done, Result = progress.Result, Detail = progress.Detail });
    }

    private static async Task<StartedOperation> StartAsync(OperationCalls calls, ActionTaken action)
    {
        try
        {
            return await calls.Start();
        }
        catch (TaskFailedException)
        {
            // Nobody knows whether the request was sent before it failed: it is told as one that runs, so that its permit is kept.
            calls.ActionChanged(
                action with { Detail = $"the {action.Kind} was asked for, and no answer says whether the platform took it" });
            throw;
        }
    }

    private static async Task<OperationProgress> WaitAsync(
        Waits waits, OperationPlan plan, OperationCalls calls, StartedOperation started, DateTime deadline)
    {
        // Asked at least once: the automation itself may have been away until the deadline.
        TimeSpan pause = waits.Until(deadline, plan.PollInterval) ?? TimeSpan.Zero;
        while (true)
        {
            TimeSpan first = await waits.LeftForActivityAsync(pause);
            OperationProgress? progress = await waits.AskAsync(
                () => calls.Poll(started.StatusUrl, waits.Plan(first, plan.PollInterval, deadline)));
            if (progress is null)
            {
                return new(
                    ActionResult.Running, null,
                    $"{started.Detail}; it is still running at the platform, and nobody waits for it: {Waits.Ended}");
            }

            if (progress.Result is not (ActionResult.Running or ActionResult.TimedOut))
            {
                return progress;
            }

            bool isOverThere = progress.Result == ActionResult.TimedOut;
            if (waits.Until(deadline, isOverThere ? waits.MaxWait : plan.PollInterval, progress.RetryAfter) is not { } next)
            {
                return new(ActionResult.TimedOut, null, $"not done within {plan.Deadline.TotalSeconds:0.##} s");
            }

            // The deadline has come by the clock of the activity and not by this one, which is the one that counts; so the pause is kept by
            // this one.
            if (isOverThere)
            {
                await waits.PauseAsync(next);
            }

            pause = isOverThere ? TimeSpan.Zero : next;
        }
    }
}
