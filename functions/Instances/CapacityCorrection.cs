using Steadfast.Functions.Actions;
using Steadfast.Functions.Durable;
using Steadfast.Functions.Guard;
using Steadfast.Functions.Incidents;
using Steadfast.Functions.Platform;

namespace Steadfast.Functions.Instances;

/// <summary>
/// Sees to it that the platform owes no instance after an addition that failed, or after the deletion of an instance. What the platform
/// itself does to the capacity then is not documented, so both answers are taken: a capacity that is right is left, one that is too high
/// is lowered.
/// </summary>
internal static class CapacityCorrection
{
    /// <summary>
    /// Corrects the capacity when two looks, one after the other, see the same excess: a list may be behind for a moment.
    /// </summary>
    /// <param name="atLeast">The capacity before; nothing lower is written.</param>
    /// <returns>What is left wrong, as part of a sentence; null when nothing is.</returns>
    public static async Task<string?> RunAsync(
        Waits waits, int atLeast, RecoveryOptions limits, HeldPermit permit, Action<StepKind, Statement> addStep)
    {
        DateTime deadline = waits.Now + limits.RestartDeadline;
        ScaleSetSnapshot? before = null;
        while (true)
        {
            ScaleSetCheck look = await ScaleSetReader.ObserveAsync(waits, limits, deadline, addStep);
            if (look.Set is not { } now)
            {
                return $"whether its capacity is right could not be seen ({look.Problem})";
            }

            if (CapacityPolicy.Corrected(now, atLeast) is not { } right)
            {
                return null;
            }

            if (waits.Until(deadline, limits.CheckInterval) is not { } pause)
            {
                return $"its capacity is {now.Capacity}, although there are {now.Ids.Count} instances and {right} are right";
            }

            if (before?.SaysAs(now) == true && !now.IsChanging)
            {
                StartedOperation restored = await RestoreAsync(waits, new(atLeast, now, permit), addStep);
                if (restored.Kind == StartKind.Refused)
                {
                    return $"its capacity is {now.Capacity}, although there are {now.Ids.Count} instances and {right} are right: "
                        + $"{restored.Detail}";
                }

                if (restored.RetryAfter is { } asked)
                {
                    pause = waits.Until(deadline, pause, asked) ?? pause;
                }
            }

            before = now;
            await waits.PauseAsync(pause);
        }
    }

    // Whether it helped is seen by the next look.
    private static async Task<StartedOperation> RestoreAsync(
        Waits waits, CapacityActivities.RestoreInput input, Action<StepKind, Statement> addStep)
    {
        var started = await waits.Context.CallActivityAsync<StartedOperation>(
            nameof(CapacityActivities.RestoreCapacity), input, Retries.OfActions);
        addStep(StepKind.ActionStarted, InstanceText.CapacitySet(input.Seen.Capacity, input.Seen.Ids.Count, started.Detail));
        return started;
    }
}

/// <summary>Looks at the scale set as a whole from within an orchestration.</summary>
internal static class ScaleSetReader
{
    /// <summary>Looks until it can be read, or the deadline comes; then the last look says why not.</summary>
    public static async Task<ScaleSetCheck> ObserveAsync(
        Waits waits, RecoveryOptions limits, DateTime deadline, Action<StepKind, Statement> addStep)
    {
        while (true)
        {
            ScaleSetCheck? look = await waits.AskAsync(() =>
                waits.Context.CallActivityAsync<ScaleSetCheck>(
                    nameof(CapacityActivities.ReadScaleSet), waits.Context.InstanceId, Retries.OfReads));
            if (look is null)
            {
                return new(null, null, Waits.Ended);
            }

            if (look.Set is not null || waits.Until(deadline, limits.CheckInterval, look.RetryAfter) is not { } pause)
            {
                return look;
            }

            addStep(StepKind.Waiting, InstanceText.ScaleSetUnread(look.Problem ?? "", pause));
            await waits.PauseAsync(pause);
        }
    }
}
