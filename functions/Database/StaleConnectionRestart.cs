using Microsoft.DurableTask;
using Steadfast.Functions.Actions;
using Steadfast.Functions.Durable;
using Steadfast.Functions.Guard;
using Steadfast.Functions.Incidents;
using Steadfast.Functions.Instances;

namespace Steadfast.Functions.Database;

/// <summary>Result of a restart for the sake of stale connections.</summary>
internal enum StaleRestartOutcome
{
    /// <summary>It may not be done now; the situation must be looked at anew.</summary>
    NotBegun,

    /// <summary>The instance writes again, or is not for this incident to touch any more.</summary>
    Done,

    /// <summary>The instance was restarted and fails on the database as before.</summary>
    DidNotHelp,
}

/// <summary>
/// Restarts one web server that holds on to the database server of before. One at a time: the next follows from a new look. It goes through the gate like
/// any other restart of an instance, and the mode of restarts holds it too.
/// </summary>
internal static class StaleConnectionRestart
{
    public static async Task<StaleRestartOutcome> RunAsync(
        TaskOrchestrationContext context, RecoveryInput input, IncidentLog log, ActionGate gate, string target)
    {
        RecoveryOptions limits = input.Settings.Recovery;
        var tier = await context.CallActivityAsync<TierObservation>(
            nameof(ObservationActivities.Observe), new ObservationActivities.ObserveInput(context.InstanceId, target, context.CurrentUtcDateTime), Retries.OfReads);
        WantedAction wanted = new(Rung.Restart.Name(), target, IncidentKey.NotServing, input.Settings.Modes.Restart, $"instance {target} fails on the database")
        {
            Tier = tier,
        };
        if (await gate.AskAsync(wanted) is null)
        {
            return StaleRestartOutcome.NotBegun;
        }

        InstanceRequest request = new(InstanceAction.Restart, target, input.StartedBy, tier.At.UtcDateTime, gate.Permit(wanted));
        ActionTaken action = await InstanceOperation.RunAsync(context, request, limits, log.ActionChanged, log.Add);
        if (action.Result == ActionResult.Held)
        {
            await gate.NotBegunAsync(wanted, action, limits.RestartDeadline);
            return StaleRestartOutcome.NotBegun;
        }

        gate.Begun();
        StaleRestartOutcome outcome = action.Result switch
        {
            ActionResult.Skipped => StaleRestartOutcome.Done,
            ActionResult.Succeeded when await WritesAsync(context, input, target) => StaleRestartOutcome.Done,
            _ => StaleRestartOutcome.DidNotHelp,
        };
        // No rung: it was not the instance that was at fault, so it begins its own ladder at the bottom.
        await gate.ReturnAsync(target, null, outcome == StaleRestartOutcome.Done);
        return outcome;
    }

    private static async Task<bool> WritesAsync(TaskOrchestrationContext context, RecoveryInput input, string target)
    {
        DateTime deadline = context.CurrentUtcDateTime + input.Settings.Recovery.RestoreDeadline;
        while (true)
        {
            DatabaseObservation seen = (await context.CallActivityAsync<DatabaseObservation[]>(
                nameof(DatabaseActivities.ObserveDatabase), new DatabaseActivities.ObserveInput(context.InstanceId, context.CurrentUtcDateTime), Retries.OfReads))[^1];
            // A silent one is still starting.
            if (seen.WebTier.Telling == seen.WebTier.Total && seen.WebTier.Failing.All(instance => instance.Id != target))
            {
                return true;
            }

            if (context.CurrentUtcDateTime >= deadline)
            {
                return false;
            }

            await context.CreateTimer(CheckPause.For(input.Settings.Recovery.VerifyInterval, seen.RetryAfter), CancellationToken.None);
        }
    }
}
