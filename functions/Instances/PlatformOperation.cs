using Microsoft.DurableTask;
using Steadfast.Functions.Azure;

namespace Steadfast.Functions.Instances;

/// <summary>What an operation is, for whom, and how long it may take.</summary>
/// <param name="Kind">"restart", "failover", …</param>
/// <param name="Target">What it acts on.</param>
/// <param name="AskedBy">Who or what asked for it.</param>
/// <param name="Deadline">How long it may take from its acceptance on; being accepted may take as long.</param>
/// <param name="PollInterval">Time between two polls when the platform does not say.</param>
/// <param name="BusyInterval">Time until it is asked for again when the platform cannot take it now and does not say.</param>
public sealed record OperationPlan(string Kind, string Target, string AskedBy, TimeSpan Deadline, TimeSpan PollInterval, TimeSpan BusyInterval)
{
    /// <summary>When what it was decided on was seen, UTC: an operation that ended later was not known then. Null: when it is run.</summary>
    public DateTime? SeenAt { get; init; }
}

/// <summary>How an operation is asked for, followed and told. Everything runs within the orchestration.</summary>
/// <param name="Start">Asks for it; given the moment of what it was decided on, which stays the same when it is asked for again.</param>
/// <param name="Poll">Reads its progress; given the URL that tells it, or null, and how often it may ask by itself.</param>
/// <param name="Acts">Told when it is accepted, and when it has ended; returns what it was told.</param>
/// <param name="Tell">Told one sentence while it cannot be accepted.</param>
internal sealed record OperationCalls(
    Func<DateTime, Task<StartedOperation>> Start, Func<string?, PollPlan, Task<OperationProgress>> Poll, Func<ActionTaken, ActionTaken> Acts, Action<string> Tell)
{
    /// <summary>Asked before every start, because being accepted may take long: why it must not be begun now, or null. Null: nothing can stand against it.</summary>
    public Func<Task<string?>>? Hindrance { get; init; }
}

/// <summary>One long-running operation from the request to its end: started by one activity, followed by another, which asks several times by itself.</summary>
internal static class PlatformOperation
{
    /// <summary>Runs it. It always ends, within about twice its deadline, and never throws for what the platform says.</summary>
    public static async Task<ActionTaken> RunAsync(TaskOrchestrationContext context, OperationPlan plan, OperationCalls calls)
    {
        DateTime askedAt = plan.SeenAt ?? context.CurrentUtcDateTime;
        ActionTaken action = new(plan.Kind, plan.Target, plan.AskedBy, null, null, ActionResult.Running, "asked for");

        StartedOperation started = await StartAsync(context, plan, calls, askedAt);
        switch (started.Kind)
        {
            case StartKind.NotNow or StartKind.Refused or StartKind.Gone:
                return calls.Acts(action with { Result = ActionResult.Failed, Detail = started.Detail });
            case StartKind.Held:
                calls.Tell($"{plan.Kind} not begun: {started.Detail}");
                return action with { Result = ActionResult.Held, Detail = started.Detail };
            case StartKind.NotNeeded:
                return calls.Acts(action with { Result = ActionResult.Skipped, Detail = started.Detail });
        }

        // From the acceptance on: between asking and accepting the automation itself may have been away.
        DateTime deadline = context.CurrentUtcDateTime + plan.Deadline;
        action = calls.Acts(action with { Accepted = context.CurrentUtcDateTime, Detail = started.Detail });
        OperationProgress progress = started.Kind == StartKind.AlreadyDone
            ? new(ActionResult.Succeeded, null, started.Detail)
            : await WaitAsync(context, plan, calls, started.StatusUrl, deadline);
        DateTime? done = progress.Result == ActionResult.TimedOut ? null : context.CurrentUtcDateTime;
        return calls.Acts(action with { Done = done, Result = progress.Result, Detail = progress.Detail });
    }

    private static async Task<StartedOperation> StartAsync(TaskOrchestrationContext context, OperationPlan plan, OperationCalls calls, DateTime askedAt)
    {
        DateTime began = context.CurrentUtcDateTime;
        while (true)
        {
            if (calls.Hindrance is { } hindrance && await hindrance() is { } why)
            {
                return new(StartKind.Held, null, null, why);
            }

            StartedOperation started = await calls.Start(askedAt);
            TimeSpan pause = started.RetryAfter ?? plan.BusyInterval;
            if (started.Kind != StartKind.NotNow || context.CurrentUtcDateTime + pause > began + plan.Deadline)
            {
                return started;
            }

            calls.Tell($"{started.Detail}; asking again in {pause.TotalSeconds:0.##} s");
            await context.CreateTimer(pause, CancellationToken.None);
        }
    }

    private static async Task<OperationProgress> WaitAsync(
        TaskOrchestrationContext context, OperationPlan plan, OperationCalls calls, string? statusUrl, DateTime deadline)
    {
        // Asked at least once: the automation itself may have been away until the deadline.
        TimeSpan pause = plan.PollInterval;
        bool isOver;
        do
        {
            TimeSpan first = await BoundedPoll.LeftForActivityAsync(context, pause);
            OperationProgress progress = await calls.Poll(statusUrl, new(first, plan.PollInterval, deadline));
            if (progress.Result is not (ActionResult.Running or ActionResult.TimedOut))
            {
                return progress;
            }

            isOver = progress.Result == ActionResult.TimedOut;
            pause = progress.RetryAfter ?? plan.PollInterval;
        }
        while (!isOver && context.CurrentUtcDateTime + pause <= deadline);

        return new(ActionResult.TimedOut, null, $"not done within {plan.Deadline.TotalSeconds:0.##} s");
    }
}
