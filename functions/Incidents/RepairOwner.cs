using Microsoft.DurableTask;
using Steadfast.Functions.Azure;
using Steadfast.Functions.Guard;
using Steadfast.Functions.Instances;

namespace Steadfast.Functions.Incidents;

/// <summary>Sees to it that an instance has one owner: the scale set's own automatic repairs, or the automation.</summary>
internal static class RepairOwner
{
    /// <summary>Whether instances are left to the platform's own repairs: the settings say so, and they are running.</summary>
    /// <param name="context">The orchestration.</param>
    /// <param name="input">The incident.</param>
    /// <param name="story">Where to tell.</param>
    /// <param name="seen">What was seen of them.</param>
    public static async Task<bool> StandsDownAsync(TaskOrchestrationContext context, RecoveryInput input, IncidentStory story, RepairsState seen)
    {
        if (input.Settings.Recovery.PlatformRepairs != PlatformRepairs.StandDown)
        {
            return false;
        }

        bool isRunning = seen == RepairsState.Unknown
            ? (await context.CallActivityAsync<RepairsAnswer>(
                nameof(RepairActivities.LookAtRepairs), new RepairActivities.RepairsInput(context.InstanceId), Retries.OfLooks)).WasRunning
            : seen == RepairsState.Running;
        if (isRunning)
        {
            story.Tell($"{RepairActivities.Sentence(RepairsState.Running)}; standing down, as the settings say");
        }

        return isRunning;
    }

    /// <summary>Makes the automation the owner until the last incident has ended.</summary>
    /// <param name="context">The orchestration.</param>
    /// <param name="input">The incident.</param>
    /// <param name="story">Where to tell.</param>
    /// <param name="claim">What the guard said together with the permit: the first holder suspends, the last one resumes.</param>
    /// <returns>False when the platform's own repairs go on running, or may do so, or another incident is just resuming them.</returns>
    public static async Task<bool> TakeAsync(TaskOrchestrationContext context, RecoveryInput input, IncidentStory story, RepairsClaim claim)
    {
        RecoveryOptions limits = input.Settings.Recovery;
        return claim switch
        {
            RepairsClaim.Held => true,
            RepairsClaim.Wait => false,
            RepairsClaim.SuspendSeen => await RepairsSwitch.SuspendSeenAsync(context, limits, context.CurrentUtcDateTime + limits.RestartDeadline, story.Tell),
            _ => await RepairsSwitch.SuspendAsync(
                context, limits, () => context.Entities.CallEntityAsync(GuardEntity.Id, nameof(GuardEntity.RepairsSuspended), context.InstanceId), story.Tell),
        };
    }

    /// <summary>Gives it back: called by the last incident that ends.</summary>
    /// <param name="context">The orchestration.</param>
    /// <param name="input">The incident.</param>
    /// <param name="story">Where to tell.</param>
    public static async Task GiveBackAsync(TaskOrchestrationContext context, RecoveryInput input, IncidentStory story)
    {
        // Until it is done it stays on record that they are owed; the watchdog finds a holder that is not running any more and goes on.
        if (await RepairsSwitch.ResumeAsync(context, input.Settings.Recovery, story.Tell))
        {
            await context.Entities.CallEntityAsync(GuardEntity.Id, nameof(GuardEntity.RepairsResumed), context.InstanceId);
        }
    }
}
