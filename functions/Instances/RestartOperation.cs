using Microsoft.DurableTask;
using Steadfast.Functions.Incidents;

namespace Steadfast.Functions.Instances;

/// <summary>One restart from the request to its end: started by one activity, polled by another, waited for on durable timers.</summary>
internal static class RestartOperation
{
    private const string Kind = "restart";

    public static async Task<ActionTaken> RunAsync(TaskOrchestrationContext context, RecoveryInput input, IncidentStory story, string askedBy)
    {
        DateTime askedAt = context.CurrentUtcDateTime;
        ActionTaken action = new(Kind, input.Target, askedBy, null, null, ActionResult.Running, "asked for");

        StartedOperation started = await StartAsync(context, input, askedAt, askedAt + input.Settings.Recovery.RestartDeadline, story);
        switch (started.Kind)
        {
            case StartKind.NotNow or StartKind.Refused or StartKind.Gone:
                return story.Acts(action with { Result = ActionResult.Failed, Detail = started.Detail });
            case StartKind.NotNeeded:
                return story.Acts(action with { Result = ActionResult.Skipped, Detail = started.Detail });
        }

        // From the acceptance on: between asking and accepting the automation itself may have been away.
        DateTime deadline = context.CurrentUtcDateTime + input.Settings.Recovery.RestartDeadline;
        action = story.Acts(action with { Accepted = context.CurrentUtcDateTime, Detail = started.Detail });
        OperationProgress progress = started.Kind == StartKind.AlreadyDone
            ? new(ActionResult.Succeeded, null, started.Detail)
            : await WaitAsync(context, input, started.StatusUrl, deadline);
        DateTime? done = progress.Result == ActionResult.TimedOut ? null : context.CurrentUtcDateTime;
        return story.Acts(action with { Done = done, Result = progress.Result, Detail = progress.Detail });
    }

    private static async Task<StartedOperation> StartAsync(
        TaskOrchestrationContext context, RecoveryInput input, DateTime askedAt, DateTime deadline, IncidentStory story)
    {
        while (true)
        {
            var started = await context.CallActivityAsync<StartedOperation>(
                nameof(InstanceActivities.StartRestart), new InstanceActivities.StartInput(input.Target, askedAt, context.InstanceId), Retries.OfActions);
            if (started.Kind != StartKind.NotNow || started.RetryAfter is not { } pause || context.CurrentUtcDateTime + pause > deadline)
            {
                return started;
            }

            story.Tell($"{started.Detail}; asking again in {pause.TotalSeconds:F0} s");
            await context.CreateTimer(pause, CancellationToken.None);
        }
    }

    private static async Task<OperationProgress> WaitAsync(TaskOrchestrationContext context, RecoveryInput input, string? statusUrl, DateTime deadline)
    {
        TimeSpan pause = input.Settings.Recovery.PollInterval;
        while (context.CurrentUtcDateTime + pause <= deadline)
        {
            await context.CreateTimer(pause, CancellationToken.None);
            var progress = await context.CallActivityAsync<OperationProgress>(
                nameof(InstanceActivities.PollOperation), new InstanceActivities.PollInput(input.Target, statusUrl), Retries.OfLooks);
            if (progress.Result != ActionResult.Running)
            {
                return progress;
            }

            pause = progress.RetryAfter ?? input.Settings.Recovery.PollInterval;
        }

        return new(ActionResult.TimedOut, null, $"not done within {input.Settings.Recovery.RestartDeadline.TotalSeconds:F0} s");
    }
}
