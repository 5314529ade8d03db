using Microsoft.DurableTask;
using Steadfast.Functions.Diagnosis;
using Steadfast.Functions.Guard;
using Steadfast.Functions.Incidents;
using Steadfast.Functions.Instances;

namespace Steadfast.Functions.Database;

/// <summary>What came of a recycling.</summary>
internal enum RecycleOutcome
{
    /// <summary>It may not be done now; time has passed, and the situation must be looked at anew.</summary>
    Waits,

    /// <summary>The instance writes again, or is not for this incident to touch any more.</summary>
    Done,

    /// <summary>The instance was restarted and fails on the database as before.</summary>
    DidNotHelp,
}

/// <summary>
/// Restarts one web server that holds on to the database server of before. One at a time: the next follows from a new look. The guard is asked as
/// for any other restart.
/// </summary>
internal static class RecycleOperation
{
    public static async Task<RecycleOutcome> RunAsync(
        TaskOrchestrationContext context, RecoveryInput input, IncidentStory story, PermitGate permits, IReadOnlyList<FailingInstance> failing)
    {
        string target = failing[0].Id;
        var seen = await context.CallActivityAsync<Observation>(
            nameof(DiagnosisActivities.Observe), new DiagnosisActivities.ObserveInput(context.InstanceId, target, context.CurrentUtcDateTime), Retries.OfLooks);
        bool serves = seen.Instances.FirstOrDefault(instance => instance.Id == target) is { } instance && DiagnosisPolicy.IsWell(instance);
        Fleet fleet = seen.Fleet();
        PermitRequest request = new(
            context.InstanceId, target, IncidentKey.NotServing, Rung.Restart.Name(), input.StartedBy, IsManual: false, IsForced: false,
            fleet.Sick, fleet.Total, serves, context.CurrentUtcDateTime, input.Settings.Guard)
        {
            Serving = fleet.Well,
            Repairs = seen.Repairs,
        };
        PermitAnswer permit = await permits.AskAsync(request, $"instance {target} fails on the database");
        if (!permit.Granted)
        {
            return RecycleOutcome.Waits;
        }

        if (await RepairOwner.StandsDownAsync(context, input, story, seen.Repairs) || !await RepairOwner.TakeAsync(context, input, story, permit.Claim))
        {
            await GiveBackAsync(context, target, helped: false);
            await context.CreateTimer(input.Settings.Recovery.LookInterval, CancellationToken.None);
            return RecycleOutcome.Waits;
        }

        ActionTaken action = await InstanceOperation.RunAsync(
            context, InstanceAction.Restart, target, input.StartedBy, input.Settings.Recovery, story.Acts, story.Tell);
        RecycleOutcome outcome = action.Result switch
        {
            ActionResult.Skipped => RecycleOutcome.Done,
            ActionResult.Succeeded when await WritesAsync(context, input, target) => RecycleOutcome.Done,
            _ => RecycleOutcome.DidNotHelp,
        };
        await GiveBackAsync(context, target, outcome == RecycleOutcome.Done);
        return outcome;
    }

    // No rung: it was not the instance that was at fault, so it begins its own ladder at the bottom.
    private static Task GiveBackAsync(TaskOrchestrationContext context, string target, bool helped) => context.Entities.CallEntityAsync(
        GuardEntity.Id, nameof(GuardEntity.Return), new PermitReturn(context.InstanceId, target, null, helped, context.CurrentUtcDateTime));

    private static async Task<bool> WritesAsync(TaskOrchestrationContext context, RecoveryInput input, string target)
    {
        DateTime deadline = context.CurrentUtcDateTime + input.Settings.Recovery.RestoreDeadline;
        while (true)
        {
            DatabaseObservation seen = (await context.CallActivityAsync<DatabaseObservation[]>(
                nameof(DatabaseActivities.ObserveDatabase), new DatabaseActivities.ObserveInput(context.InstanceId, context.CurrentUtcDateTime), Retries.OfLooks))[^1];
            // A silent one is still starting.
            if (seen.WebTier.Telling == seen.WebTier.Total && seen.WebTier.Failing.All(instance => instance.Id != target))
            {
                return true;
            }

            if (context.CurrentUtcDateTime >= deadline)
            {
                return false;
            }

            await context.CreateTimer(DecisionPolicy.Pause(input.Settings.Recovery.VerifyInterval, seen.RetryAfter), CancellationToken.None);
        }
    }
}
