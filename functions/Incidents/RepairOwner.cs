using Microsoft.DurableTask;
using Steadfast.Functions.Guard;
using Steadfast.Functions.Instances;

namespace Steadfast.Functions.Incidents;

/// <summary>Sees to it that an instance has one owner: the scale set's own automatic repairs, or the automation.</summary>
internal static class RepairOwner
{
    /// <summary>Makes the automation the owner, unless it is to stand down.</summary>
    /// <returns>False when the platform's own repairs are running and are left to it.</returns>
    public static async Task<bool> TakeAsync(TaskOrchestrationContext context, RecoveryInput input, IncidentStory story)
    {
        if (input.Settings.Recovery.PlatformRepairs == PlatformRepairs.StandDown)
        {
            var seen = await context.CallActivityAsync<RepairsAnswer>(
                nameof(RepairActivities.LookAtRepairs), new RepairActivities.RepairsInput(context.InstanceId), Retries.OfLooks);
            if (seen.WasRunning)
            {
                story.Tell($"{seen.Detail}; standing down, as the settings say");
            }

            return !seen.WasRunning;
        }

        // The first holder suspends, the last one resumes; between them nobody asks the platform again.
        if (!await context.Entities.CallEntityAsync<bool>(GuardEntity.Id, nameof(GuardEntity.HoldRepairs), context.InstanceId))
        {
            return true;
        }

        var answer = await context.CallActivityAsync<RepairsAnswer>(
            nameof(RepairActivities.SuspendRepairs), new RepairActivities.RepairsInput(context.InstanceId), Retries.OfActions);
        if (answer.WasRunning)
        {
            story.Tell(answer.Detail);
            await context.Entities.CallEntityAsync(GuardEntity.Id, nameof(GuardEntity.RepairsSuspended), context.InstanceId);
        }

        return true;
    }
}
