using Microsoft.DurableTask;
using Steadfast.Functions.Guard;
using Steadfast.Functions.Instances;

namespace Steadfast.Functions.Incidents;

/// <summary>Sees to it that an instance has one owner: the scale set's own automatic repairs, or the automation.</summary>
internal static class RepairOwner
{
    /// <summary>Whether instances are left to the platform's own repairs: the settings say so, and they are running.</summary>
    public static async Task<bool> StandsDownAsync(TaskOrchestrationContext context, RecoveryInput input, IncidentStory story)
    {
        if (input.Settings.Recovery.PlatformRepairs != PlatformRepairs.StandDown)
        {
            return false;
        }

        var seen = await context.CallActivityAsync<RepairsAnswer>(
            nameof(RepairActivities.LookAtRepairs), new RepairActivities.RepairsInput(context.InstanceId), Retries.OfLooks);
        if (seen.WasRunning)
        {
            story.Tell($"{seen.Detail}; standing down, as the settings say");
        }

        return seen.WasRunning;
    }

    /// <summary>Makes the automation the owner until the last incident has ended.</summary>
    /// <returns>False when the platform's own repairs go on running, or may do so, or another incident is just resuming them.</returns>
    public static async Task<bool> TakeAsync(TaskOrchestrationContext context, RecoveryInput input, IncidentStory story)
    {
        // The first holder suspends, the last one resumes; between them nobody asks the platform again.
        var claim = await context.Entities.CallEntityAsync<RepairsClaim>(GuardEntity.Id, nameof(GuardEntity.HoldRepairs), context.InstanceId);
        if (claim != RepairsClaim.Suspend)
        {
            return claim == RepairsClaim.Held;
        }

        return await RepairsSwitch.SuspendAsync(
            context, input.Settings.Recovery,
            () => context.Entities.CallEntityAsync(GuardEntity.Id, nameof(GuardEntity.RepairsSuspended), context.InstanceId),
            story.Tell);
    }

    /// <summary>Gives it back: called by the last incident that ends.</summary>
    public static async Task GiveBackAsync(TaskOrchestrationContext context, RecoveryInput input, IncidentStory story)
    {
        // Until it is done it stays on record that they are owed; the watchdog finds a holder that is not running any more and goes on.
        if (await RepairsSwitch.ResumeAsync(context, input.Settings.Recovery, story.Tell))
        {
            await context.Entities.CallEntityAsync(GuardEntity.Id, nameof(GuardEntity.RepairsResumed), context.InstanceId);
        }
    }
}
