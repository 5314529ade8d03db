using Microsoft.DurableTask;
using Steadfast.Functions.Actions;
using Steadfast.Functions.Durable;
using Steadfast.Functions.Guard;
using Steadfast.Functions.Incidents;
using Steadfast.Functions.Platform;

namespace Steadfast.Functions.Instances;

/// <summary>
/// After an addition that failed, or the deletion of an instance: sees to it that the platform owes no instance. What the platform itself does to
/// the capacity then is not documented, so both answers are taken: a capacity that is right is left, one that is too high is lowered.
/// </summary>
internal static class CapacityCorrection
{
    /// <summary>Corrects the capacity when two looks, one after the other, see the same excess: a list may be behind for a moment.</summary>
    /// <param name="context">The orchestration.</param>
    /// <param name="atLeast">The capacity before; nothing lower is written.</param>
    /// <param name="limits">Deadlines and intervals.</param>
    /// <param name="permit">The permit under which the platform is asked.</param>
    /// <param name="tell">Told one sentence for each step.</param>
    /// <returns>What is left wrong, as part of a sentence; null when nothing is.</returns>
    public static async Task<string?> RunAsync(TaskOrchestrationContext context, int atLeast, RecoveryOptions limits, HeldPermit permit, Action<string> tell)
    {
        DateTime deadline = context.CurrentUtcDateTime + limits.RestartDeadline;
        ScaleSetSnapshot? before = null;
        while (true)
        {
            ScaleSetCheck look = await ScaleSetReader.ObserveAsync(context, limits, deadline, tell);
            if (look.Set is not { } now)
            {
                return $"whether its capacity is right could not be seen ({look.Problem})";
            }

            if (CapacityPolicy.Corrected(now, atLeast) is not { } right)
            {
                return null;
            }

            if (context.CurrentUtcDateTime + limits.CheckInterval > deadline)
            {
                return $"its capacity is {now.Capacity}, although there are {now.Ids.Count} instances and {right} are right";
            }

            if (before?.SaysAs(now) == true && !now.IsChanging)
            {
                await RestoreAsync(context, new(atLeast, now, permit), tell);
            }

            before = now;
            await context.CreateTimer(limits.CheckInterval, CancellationToken.None);
        }
    }

    // Whether it helped is seen by the next look.
    private static async Task RestoreAsync(TaskOrchestrationContext context, CapacityActivities.RestoreInput input, Action<string> tell)
    {
        var started = await context.CallActivityAsync<StartedOperation>(nameof(CapacityActivities.RestoreCapacity), input, Retries.OfActions);
        tell($"capacity {input.Seen.Capacity} with {input.Seen.Ids.Count} instances: {started.Detail}");
        if (started.RetryAfter is { } pause)
        {
            await context.CreateTimer(CheckPause.For(TimeSpan.Zero, pause), CancellationToken.None);
        }
    }
}
