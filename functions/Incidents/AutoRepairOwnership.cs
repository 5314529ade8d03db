using Microsoft.DurableTask;
using Steadfast.Functions.Durable;
using Steadfast.Functions.Guard;
using Steadfast.Functions.Platform;

namespace Steadfast.Functions.Incidents;

/// <summary>Sees to it that an instance has one owner: the scale set's own automatic repairs, or the automation.</summary>
internal static class AutoRepairOwnership
{
    /// <summary>Whether instances are left to the platform's own repairs: the settings say so, and they are running.</summary>
    /// <param name="context">The orchestration.</param>
    /// <param name="input">The incident.</param>
    /// <param name="log">Where to tell.</param>
    /// <param name="seen">What was seen of them.</param>
    public static async Task<bool> StandsDownAsync(TaskOrchestrationContext context, RecoveryInput input, IncidentLog log, RepairsState seen)
    {
        if (input.Settings.Recovery.PlatformRepairs != PlatformRepairs.StandDown)
        {
            return false;
        }

        bool isRunning = seen == RepairsState.Unknown
            ? (await context.CallActivityAsync<RepairsAnswer>(
                nameof(AutoRepairActivities.ReadAutoRepairs), new AutoRepairActivities.RepairsInput(context.InstanceId), Retries.OfReads)).WasRunning
            : seen == RepairsState.Running;
        if (isRunning)
        {
            log.Add($"{AutoRepairActivities.Sentence(RepairsState.Running)}; standing down, as the settings say");
        }

        return isRunning;
    }

    /// <summary>Makes the automation the owner until the last incident has ended.</summary>
    /// <param name="context">The orchestration.</param>
    /// <param name="input">The incident.</param>
    /// <param name="log">Where to tell.</param>
    /// <param name="claim">What the guard said together with the permit: the first holder suspends, the last one resumes.</param>
    /// <returns>False when the platform's own repairs go on running, or may do so, or another incident is just resuming them.</returns>
    public static async Task<bool> TakeAsync(TaskOrchestrationContext context, RecoveryInput input, IncidentLog log, AutoRepairClaim claim)
    {
        RecoveryOptions limits = input.Settings.Recovery;
        return claim switch
        {
            AutoRepairClaim.Held => true,
            AutoRepairClaim.Wait => false,
            AutoRepairClaim.SuspendSeen => await AutoRepairSwitch.SuspendSeenAsync(context, limits, context.CurrentUtcDateTime + limits.RestartDeadline, log.Add),
            _ => await AutoRepairSwitch.SuspendAsync(
                context, limits, () => context.Entities.CallEntityAsync(GuardEntity.Id, nameof(GuardEntity.RepairsSuspended), context.InstanceId), log.Add),
        };
    }

    /// <summary>Gives it back: called by the last incident that ends.</summary>
    /// <param name="context">The orchestration.</param>
    /// <param name="input">The incident.</param>
    /// <param name="log">Where to tell.</param>
    public static async Task GiveBackAsync(TaskOrchestrationContext context, RecoveryInput input, IncidentLog log)
    {
        // Until it is done it stays on record that they are owed; the watchdog finds a holder that is not running any more and goes on.
        if (await AutoRepairSwitch.ResumeAsync(context, input.Settings.Recovery, log.Add))
        {
            await context.Entities.CallEntityAsync(GuardEntity.Id, nameof(GuardEntity.RepairsResumed), context.InstanceId);
        }
    }
}
