using Microsoft.DurableTask;
using Steadfast.Functions.Actions;
using Steadfast.Functions.Durable;

namespace Steadfast.Functions.Incidents;

/// <summary>Suspends and resumes the scale set's own automatic repairs from within an orchestration, and waits until they are as asked for.</summary>
internal static class AutoRepairSwitch
{
    /// <summary>
    /// Suspends them when they are running. That they were is on record before anything is changed: a suspension that is delivered twice finds
    /// them suspended the second time, and nobody would know who has to resume them.
    /// </summary>
    /// <param name="context">The orchestration.</param>
    /// <param name="limits">Intervals; the deadline is that of a restart.</param>
    /// <param name="ours">Called before the suspension, when they were running: from now on somebody owes their resumption.</param>
    /// <param name="tell">Told one sentence.</param>
    /// <returns>False when they go on running, or may do so.</returns>
    public static async Task<bool> SuspendAsync(TaskOrchestrationContext context, RecoveryOptions limits, Func<Task> ours, Action<string> tell)
    {
        DateTime deadline = context.CurrentUtcDateTime + limits.RestartDeadline;
        RepairsAnswer seen = await UntilDoneAsync(context, nameof(AutoRepairActivities.ReadAutoRepairs), limits, deadline, tell);
        if (!seen.WasRunning)
        {
            return seen.IsDone;
        }

        await ours();
        return await SuspendSeenAsync(context, limits, deadline, tell);
    }

    /// <summary>Suspends them when they were seen to run, and that is on record.</summary>
    /// <param name="context">The orchestration.</param>
    /// <param name="limits">Intervals.</param>
    /// <param name="deadline">Until when, UTC.</param>
    /// <param name="tell">Told one sentence.</param>
    /// <returns>False when they go on running, or may do so.</returns>
    public static async Task<bool> SuspendSeenAsync(TaskOrchestrationContext context, RecoveryOptions limits, DateTime deadline, Action<string> tell)
    {
        RepairsAnswer suspended = await UntilDoneAsync(context, nameof(AutoRepairActivities.SuspendRepairs), limits, deadline, tell);
        tell(suspended.IsDone ? $"{suspended.Detail} as long as this is open" : suspended.Detail);
        return suspended.IsDone;
    }

    /// <summary>Resumes them when they are suspended. Whoever calls this knows that it was the automation that suspended them.</summary>
    /// <param name="context">The orchestration.</param>
    /// <param name="limits">Intervals; the deadline is that of a restart.</param>
    /// <param name="tell">Told one sentence.</param>
    /// <returns>False when they may still be suspended.</returns>
    public static async Task<bool> ResumeAsync(TaskOrchestrationContext context, RecoveryOptions limits, Action<string> tell)
    {
        RepairsAnswer resumed = await UntilDoneAsync(
            context, nameof(AutoRepairActivities.ResumeRepairs), limits, context.CurrentUtcDateTime + limits.RestartDeadline, tell);
        tell(resumed.IsDone ? $"{resumed.Detail} again" : resumed.Detail);
        return resumed.IsDone;
    }

    private static async Task<RepairsAnswer> UntilDoneAsync(
        TaskOrchestrationContext context, string activity, RecoveryOptions limits, DateTime deadline, Action<string> tell)
    {
        for (int calls = 1; ; calls++)
        {
            var answer = await context.CallActivityAsync<RepairsAnswer>(activity, new AutoRepairActivities.RepairsInput(context.InstanceId), Retries.OfActions);
            TimeSpan pause = CheckPause.For(limits.CheckInterval, answer.RetryAfter);
            // Called twice at least: the second one sees what the first one has changed, also when the automation was away until the deadline.
            if (answer.IsDone || answer.IsRefused || (calls > 1 && context.CurrentUtcDateTime + pause > deadline))
            {
                return answer;
            }

            tell($"{answer.Detail}; asking again in {pause.TotalSeconds:0.##} s");
            await context.CreateTimer(pause, CancellationToken.None);
        }
    }
}
