using Steadfast.Functions.Actions;
using Steadfast.Functions.Durable;
using Steadfast.Functions.Guard;
using Steadfast.Functions.Incidents;
using Steadfast.Functions.Instances;

namespace Steadfast.Functions.Database;

/// <summary>Tells how a restart for the sake of stale connections ended.</summary>
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
/// Restarts one web server that holds on to the database server of before. One at a time: the next follows from a new look. It goes through
/// the gate like any other restart of an instance, and the mode of restarts holds it too.
/// </summary>
internal static class StaleConnectionRestart
{
    public static async Task<StaleRestartOutcome> RunAsync(
        Waits waits, RecoveryInput input, IncidentLog log, ActionGate gate, string target)
    {
        RecoveryOptions limits = input.Settings.Recovery;
        ObservationActivities.ObserveInput look = new(waits.Context.InstanceId, target, waits.Now);
        TierObservation? tier = await waits.AskAsync(() =>
            waits.Context.CallActivityAsync<TierObservation>(nameof(ObservationActivities.Observe), look, Retries.OfReads));
        if (tier is null)
        {
            return StaleRestartOutcome.NotBegun;
        }

        WantedAction wanted = new(
            RepairAction.Restart, target, IncidentKey.NotServing, input.Settings.Modes.Restart,
            "cannot write to the database after a failover")
        {
            Tier = tier,
        };
        if (await gate.AskAsync(wanted) is null)
        {
            return StaleRestartOutcome.NotBegun;
        }

        InstanceRequest request = new(InstanceAction.Restart, target, input.StartedBy, tier.At.UtcDateTime, gate.Permit(wanted));
        ActionTaken action = await InstanceOperation.RunAsync(waits, request, limits, log.ActionChanged, log.Add);
        if (action.Result == ActionResult.Held)
        {
            await gate.NotBegunAsync(wanted, action, limits.RestartDeadline);
            return StaleRestartOutcome.NotBegun;
        }

        gate.Begun();
        StaleRestartOutcome outcome = action.Result switch
        {
            ActionResult.Skipped => StaleRestartOutcome.Done,
            ActionResult.Succeeded when await WritesAsync(waits, input, target) => StaleRestartOutcome.Done,
            _ => StaleRestartOutcome.DidNotHelp,
        };
        // No rung: it was not the instance that was at fault, so it begins its own ladder at the bottom.
        await gate.ReturnAsync(target, null, outcome == StaleRestartOutcome.Done);
        return outcome;
    }

    private static async Task<bool> WritesAsync(Waits waits, RecoveryInput input, string target)
    {
        DateTime deadline = waits.Now + input.Settings.Recovery.RestoreDeadline;
        while (true)
        {
            DatabaseActivities.ObserveInput look = new(waits.Context.InstanceId, waits.Now);
            DatabaseObservation[]? looks = await waits.AskAsync(() =>
                waits.Context.CallActivityAsync<DatabaseObservation[]>(nameof(DatabaseActivities.ObserveDatabase), look, Retries.OfReads));
            if (looks is not [.., var seen])
            {
                return false;
            }

            // A silent one is still starting.
            if (seen.WebTier.Telling == seen.WebTier.Total && seen.WebTier.Failing.All(instance => instance.Id != target))
            {
                return true;
            }

            if (waits.Until(deadline, input.Settings.Recovery.VerifyInterval, seen.RetryAfter) is not { } pause)
            {
                return false;
            }

            await waits.PauseAsync(pause);
        }
    }
}
