using Microsoft.DurableTask;
using Steadfast.Functions.Actions;
using Steadfast.Functions.Durable;
using Steadfast.Functions.Guard;
using Steadfast.Functions.Platform;

namespace Steadfast.Functions.Incidents;

/// <summary>Sees to it that an instance has one owner: the scale set's own automatic repairs, or the automation.</summary>
internal static class AutoRepairOwnership
{
    /// <summary>Tells whether instances are left to the platform's own repairs: the settings say so, and they are running.</summary>
    public static async Task<bool> StandsDownAsync(
        TaskOrchestrationContext context, RecoveryInput input, IncidentLog log, RepairsState seen)
    {
        if (input.Settings.Recovery.PlatformRepairs != PlatformRepairs.StandDown)
        {
            return false;
        }

        bool isRunning = await AreRunningAsync(context, seen);
        if (isRunning)
        {
            log.Add(StepKind.Waiting, IncidentText.StandingDown);
        }

        return isRunning;
    }

    private static async Task<bool> AreRunningAsync(TaskOrchestrationContext context, RepairsState seen)
    {
        if (seen != RepairsState.Unknown)
        {
            return seen == RepairsState.Running;
        }

        var answer = await context.CallActivityAsync<RepairsAnswer>(
            nameof(AutoRepairActivities.ReadAutoRepairs), new AutoRepairActivities.RepairsInput(context.InstanceId), Retries.OfReads);
        return answer.WasRunning;
    }

    /// <summary>Makes the automation the owner until the last incident has ended.</summary>
    /// <param name="claim">What the guard said together with the permit: the first holder suspends, the last one resumes.</param>
    /// <returns>False when the platform's own repairs go on running, or may do so, or another incident is just resuming them.</returns>
    public static async Task<bool> TakeAsync(Waits waits, RecoveryInput input, IncidentLog log, AutoRepairClaim claim)
    {
        RecoveryOptions limits = input.Settings.Recovery;
        return claim switch
        {
            AutoRepairClaim.Held => true,
            AutoRepairClaim.Wait => false,
            AutoRepairClaim.SuspendSeen =>
                await AutoRepairSwitch.SuspendSeenAsync(waits, limits, waits.Now + limits.RestartDeadline, log.Add),
            _ => await AutoRepairSwitch.SuspendAsync(
                waits, limits,
                () =>
                    waits.Context.Entities.CallEntityAsync(GuardEntity.Id, nameof(GuardEntity.RepairsSuspended), waits.Context.InstanceId),
                log.Add),
        };
    }

    /// <summary>Gives it back: called by the last incident that ends.</summary>
    public static async Task GiveBackAsync(TaskOrchestrationContext context, RecoveryInput input, IncidentLog log)
    {
        // Until it is done it stays on record that they are owed; the watchdog finds a holder that is not running any more and goes on.
        // Nobody can end that: whoever ended the incident wants them back too.
        Waits waits = new(context, input.Settings.Recovery.MaxWait);
        if (await AutoRepairSwitch.ResumeAsync(waits, input.Settings.Recovery, log.Add))
        {
            await context.Entities.CallEntityAsync(GuardEntity.Id, nameof(GuardEntity.RepairsResumed), context.InstanceId);
        }
    }
}
