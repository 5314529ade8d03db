using Microsoft.DurableTask;
using Steadfast.Functions.Platform;

namespace Steadfast.Functions.Actions;

/// <summary>Plans one long-running operation of the platform.</summary>
/// <param name="Kind">"restart", "failover", …</param>
/// <param name="Target">What it acts on.</param>
/// <param name="AskedBy">Who or what asked for it.</param>
/// <param name="Deadline">Time that it may take from its acceptance on.</param>
/// <param name="PollInterval">Time between two polls when the platform does not say.</param>
public sealed record OperationPlan(string Kind, string Target, string AskedBy, TimeSpan Deadline, TimeSpan PollInterval)
{
    /// <summary>
    /// Gets when what it was decided on was seen, UTC, where its progress shows also whether a request was taken that nobody answered for.
    /// Until that is known it counts as begun: its permit is held, and nothing else is done in its place. Null where that is not so.
    /// </summary>
    public DateTime? SeenAt { get; init; }
}

/// <summary>Holds the calls that an operation consists of. Everything runs within the orchestration.</summary>
/// <param name="Start">Asks for it, once.</param>
/// <param name="Poll">Reads its progress; given the URL that tells it, or null, the request that nobody answered for, or null, and how often it
/// may ask by itself.</param>
/// <param name="ActionChanged">Told when it is accepted, and when it has ended; returns what it was told.</param>
/// <param name="NotBegun">Told one sentence when it was not begun.</param>
internal sealed record OperationCalls(
    Func<Task<StartedOperation>> Start, Func<string?, UnansweredRequest?, PollPlan, Task<OperationProgress>> Poll,
    Func<ActionTaken, ActionTaken> ActionChanged, Action<string> NotBegun);

/// <summary>
/// Runs one long-running operation from the request to its end: started by one activity, followed by another, which asks several times by
/// itself. It is asked for once: what the platform cannot take now is decided on anew by the caller, on a fresh look.
/// </summary>
internal static class PlatformOperation
{
    /// <summary>
    /// Runs the operation. It always ends, within about its deadline or when a person ends the incident, and never throws for what the
    /// platform says.
    /// </summary>
    public static async Task<ActionTaken> RunAsync(Waits waits, OperationPlan plan, OperationCalls calls)
    {
        ActionTaken action = new(plan.Kind, plan.Target, plan.AskedBy, null, null, ActionResult.Running, "asked for");
        StartedOperation started = await StartAsync(waits, calls, action);
        bool isWatched = started.MayHaveBegun && plan.SeenAt is not null;
        switch (started.Kind)
        {
            case StartKind.Refused or StartKind.Gone:
                return calls.ActionChanged(
                    action with { Result = ActionResult.Failed, Detail = started.Detail, IsRefusedForGood = started.IsForGood });
            case StartKind.NotNow or StartKind.Held when !isWatched:
                calls.NotBegun(started.Detail);
                return action with
                {
                    Result = ActionResult.Held,
                    Detail = started.Detail,
                    AskAgainAfter = started.RetryAfter,
                };
            case StartKind.NotNeeded:
                return calls.ActionChanged(action with { Result = ActionResult.Skipped, Detail = started.Detail });
        }

        // From the acceptance on: between asking and accepting the automation itself may have been away.
        DateTime deadline = waits.Now + plan.Deadline;
        action = calls.ActionChanged(action with { Accepted = waits.Now, Detail = started.Detail, StatusUrl = started.StatusUrl });
        OperationProgress progress = await WaitAsync(waits, plan, calls, started, deadline);
        if (progress.WasNotBegun)
        {
            // The record says what became of it. For whoever wanted it, it is as one that the platform could not take.
            calls.ActionChanged(
                action with { Accepted = null, StatusUrl = null, Result = ActionResult.Failed, Detail = progress.Detail });
            return action with { Accepted = null, StatusUrl = null, Result = ActionResult.Held, Detail = progress.Detail };
        }

        DateTime? done = progress.Result is ActionResult.TimedOut or ActionResult.Running ? null : waits.Now;
        return calls.ActionChanged(action with { Done = done, Result = progress.Result, Detail = progress.Detail });
    }

    private static async Task<StartedOperation> StartAsync(Waits waits, OperationCalls calls, ActionTaken action)
    {
        if (waits.IsEnded)
        {
            return new(StartKind.Held, null, null, Waits.Ended);
        }

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
        if (started.Kind == StartKind.AlreadyDone)
        {
            return new(ActionResult.Succeeded, null, started.Detail);
        }

        UnansweredRequest? unanswered = null;
        if (started.MayHaveBegun && plan.SeenAt is { } seenAt)
        {
            unanswered = new(seenAt, waits.Now + UnansweredRequest.SeenWithin(plan.Deadline));
        }

        // Asked at least once: the automation itself may have been away until the deadline.
        TimeSpan pause = waits.Until(deadline, plan.PollInterval) ?? TimeSpan.Zero;
        while (true)
        {
            TimeSpan first = await waits.LeftForActivityAsync(pause);
            OperationProgress? progress = await waits.AskAsync(
                () => calls.Poll(started.StatusUrl, unanswered, waits.Plan(first, plan.PollInterval, deadline)));
            unanswered = progress is { WasSeen: true } ? null : unanswered;
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

            pause = next;
            if (isOverThere)
            {
                // The deadline has come by the clock of the activity and not by this one. This one counts, so it keeps the pause.
                await waits.PauseAsync(next);
                pause = TimeSpan.Zero;
            }
        }
    }
}
