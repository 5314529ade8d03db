using Steadfast.Functions.Actions;
using Steadfast.Functions.Durable;
using Steadfast.Functions.Platform;

namespace Steadfast.Functions.Incidents;

/// <summary>
/// Suspends and resumes the scale set's own automatic repairs from within an orchestration, and waits until they are as asked for.
/// </summary>
internal static class AutoRepairSwitch
{
    /// <summary>
    /// Suspends them when they are running. That they were is on record before anything is changed: a suspension that is delivered twice
    /// finds them suspended the second time, and nobody would know who has to resume them.
    /// </summary>
    /// <param name="limits">Intervals; the deadline is that of a restart.</param>
    /// <param name="ours">Called before the suspension, when they were running: from now on somebody owes their resumption.</param>
    /// <returns>False when they go on running, or may do so.</returns>
    public static async Task<bool> SuspendAsync(Waits waits, RecoveryOptions limits, Func<Task> ours, Action<StepKind, Statement> addStep)
    {
        DateTime deadline = waits.Now + limits.RestartDeadline;
        RepairsAnswer seen = await UntilDoneAsync(waits, nameof(AutoRepairActivities.ReadAutoRepairs), limits, deadline, addStep);
        if (!seen.WasRunning)
        {
            return seen.IsDone;
        }

        await ours();
        return await SuspendSeenAsync(waits, limits, deadline, addStep);
    }

    /// <summary>Suspends them when they were seen to run, and that is on record.</summary>
    /// <param name="addStep">Told one sentence.</param>
    /// <returns>False when they go on running, or may do so.</returns>
    public static async Task<bool> SuspendSeenAsync(
        Waits waits, RecoveryOptions limits, DateTime deadline, Action<StepKind, Statement> addStep)
    {
        RepairsAnswer suspended = await UntilDoneAsync(waits, nameof(AutoRepairActivities.SuspendRepairs), limits, deadline, addStep);
        addStep(StepKind.Observed, Told(suspended, " while this incident is open"));
        return suspended.IsDone;
    }

    /// <summary>
    /// Resumes them, also when they are read as running. Whoever calls this knows that it was the automation that suspended them.
    /// </summary>
    /// <param name="limits">Intervals; the deadline is that of a restart.</param>
    /// <returns>False when they may still be suspended.</returns>
    public static async Task<bool> ResumeAsync(Waits waits, RecoveryOptions limits, Action<StepKind, Statement> addStep)
    {
        RepairsAnswer resumed = await UntilDoneAsync(
            waits, nameof(AutoRepairActivities.ResumeRepairs), limits, waits.Now + limits.RestartDeadline, addStep);
        addStep(StepKind.Observed, Told(resumed, " again"));
        return resumed.CountsAsResumed;
    }

    private static string Told(RepairsAnswer answer, string whenDone)
    {
        if (answer.IsDone)
        {
            return $"{answer.Detail}{whenDone}";
        }

        return answer.Detail;
    }

    private static async Task<RepairsAnswer> UntilDoneAsync(
        Waits waits, string activity, RecoveryOptions limits, DateTime deadline, Action<StepKind, Statement> addStep)
    {
        bool isAskedFor = false;
        for (int calls = 1; ; calls++)
        {
            AutoRepairActivities.RepairsInput input = new(waits.Context.InstanceId) { IsAskedFor = isAskedFor };
            var answer = await waits.Context.CallActivityAsync<RepairsAnswer>(activity, input, Retries.OfActions);
            isAskedFor |= answer.IsAskedFor;
            TimeSpan? next = waits.Until(deadline, limits.CheckInterval, answer.RetryAfter);
            // Called twice at least: the second one sees what the first one has changed, also when the automation was away until the
            // deadline.
            if (answer.IsDone || answer.IsRefused || waits.IsEnded || (calls > 1 && next is null))
            {
                return answer;
            }

            TimeSpan pause = next ?? waits.For(limits.CheckInterval, answer.RetryAfter);
            addStep(StepKind.Waiting, $"{answer.Detail}; next try in {IncidentText.Seconds(pause)}");
            await waits.PauseAsync(pause);
            if (waits.IsEnded)
            {
                return answer;
            }
        }
    }
}
