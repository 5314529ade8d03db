using Microsoft.DurableTask;
using Steadfast.Functions.Incidents;

namespace Steadfast.Functions.Instances;

/// <summary>One restart from the request to its end: started by one activity, polled by another, waited for on durable timers.</summary>
internal static class RestartOperation
{
    public static async Task<ActionTaken> RunAsync(TaskOrchestrationContext context, RepairInput input, RepairStory story)
    {
        DateTime askedAt = context.CurrentUtcDateTime;
        DateTime deadline = askedAt + input.Options.RestartDeadline;

        StartedOperation started = await StartAsync(context, input, askedAt, deadline, story);
        story.Tell(started.Detail);
        if (started.Kind is StartKind.Throttled or StartKind.Refused or StartKind.Gone)
        {
            return story.Acted(Action(input, null, null, ActionResult.Failed, started.Detail));
        }

        DateTime accepted = context.CurrentUtcDateTime;
        OperationProgress progress = started.Kind == StartKind.AlreadyDone
            ? new(ActionResult.Succeeded, null, started.Detail)
            : await WaitAsync(context, input, started.StatusUrl, deadline);
        DateTime? done = progress.Result is ActionResult.TimedOut ? null : context.CurrentUtcDateTime;
        story.Tell($"restart of instance {input.InstanceId} {progress.Result switch { ActionResult.Succeeded => "done", ActionResult.TimedOut => "not done in time", _ => "failed" }}: {progress.Detail}");
        return story.Acted(Action(input, accepted, done, progress.Result, progress.Detail));
    }

    private static async Task<StartedOperation> StartAsync(
        TaskOrchestrationContext context, RepairInput input, DateTime askedAt, DateTime deadline, RepairStory story)
    {
        while (true)
        {
            var started = await context.CallActivityAsync<StartedOperation>(
                nameof(RepairActivities.StartRestart), new RepairActivities.StartInput(input.InstanceId, askedAt, input.AskedBy), Retries.OfActions);
            if (started.Kind != StartKind.Throttled || started.RetryAfter is not { } pause || context.CurrentUtcDateTime + pause > deadline)
            {
                return started;
            }

            story.Tell($"{started.Detail}; asking again in {pause.TotalSeconds:F0} s");
            await context.CreateTimer(pause, CancellationToken.None);
        }
    }

    private static async Task<OperationProgress> WaitAsync(TaskOrchestrationContext context, RepairInput input, string? statusUrl, DateTime deadline)
    {
        TimeSpan pause = input.Options.PollInterval;
        while (context.CurrentUtcDateTime + pause <= deadline)
        {
            await context.CreateTimer(pause, CancellationToken.None);
            var progress = await context.CallActivityAsync<OperationProgress>(
                nameof(RepairActivities.PollOperation), new RepairActivities.PollInput(input.InstanceId, statusUrl), Retries.OfLooks);
            if (progress.Result != ActionResult.Running)
            {
                return progress;
            }

            pause = progress.RetryAfter ?? input.Options.PollInterval;
        }

        return new(ActionResult.TimedOut, null, $"not done within {input.Options.RestartDeadline.TotalSeconds:F0} s");
    }

    private static ActionTaken Action(RepairInput input, DateTime? accepted, DateTime? done, ActionResult result, string detail) =>
        new("restart", input.InstanceId, input.AskedBy, accepted, done, result, detail);
}
