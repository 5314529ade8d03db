using Steadfast.Functions.Actions;
using Steadfast.Functions.Guard;
using Steadfast.Functions.Platform;

namespace Steadfast.Functions.Incidents;

/// <summary>
/// Finds the action that may still run on the platform when its incident ends: a person has ended the incident or terminated it, or the
/// automation has failed on it. Until such an action must have ended, its permit counts, or another repair would begin beside it. Pure.
/// </summary>
public static class LeftActionPolicy
{
    // What is said to have ended later than that from now has not ended: the time tells nothing.
    private static readonly TimeSpan ClockDifference = TimeSpan.FromMinutes(2);

    /// <summary>Finds the action that an incident leaves behind at its own end; null when it leaves none.</summary>
    /// <param name="how">How the incident ended, as part of a sentence.</param>
    public static LeftAction? AtEnd(IncidentRecord record, IncidentSettings settings, string how, DateTime now)
    {
        if (record.Running is not { } running)
        {
            return null;
        }

        return Left(running, running.Accepted?.UtcDateTime ?? now, settings, how, now);
    }

    /// <summary>
    /// Finds the action of an incident that is gone. Its record may be a moment older than its end, so an action that it does not show is
    /// taken to run.
    /// </summary>
    /// <param name="permit">The permit that it still holds.</param>
    public static LeftAction? OfGone(Permit permit, IncidentRecord record, IncidentSettings settings, string how, DateTime now)
    {
        ActionTaken? last = record.Actions.LastOrDefault(action => action.Target == permit.Target && action.Accepted >= permit.Since);
        return last switch
        {
            null => new(permit.Target, permit.Since, now + settings.DeadlineOf(permit.Action), how) { StatusUrl = StatusUrlOf(permit) },
            { Result: ActionResult.Running } =>
                Left(last, last.Accepted!.Value.UtcDateTime, settings, how, now) with { StatusUrl = StatusUrlOf(permit) },
            _ => null,
        };
    }

    // A replacement consists of several operations: the end of the one that is known may be followed by another.
    private static string? StatusUrlOf(Permit permit) => permit.Action == RepairAction.Replace ? null : permit.Accepted?.StatusUrl;

    /// <summary>
    /// Tells the end of an action that was left behind, by its own operation, as part of a sentence; null while it runs, or when that is
    /// not known.
    /// </summary>
    public static string? HowItEnded(OperationProgress told)
    {
        if (told.Result is ActionResult.Succeeded or ActionResult.Failed)
        {
            return told.Detail;
        }

        return null;
    }

    /// <summary>
    /// Tells the same of a restart or a reimage by its instance: one that the platform does not work on, and on which an operation ended
    /// after this one was accepted.
    /// </summary>
    /// <param name="instance">The instance as it is; null when it is not there.</param>
    public static string? HowItEnded(Permit permit, ScaleSetInstance? instance, DateTimeOffset now) => instance switch
    {
        null => $"instance {permit.Target} is not there any more",
        { IsBeingOperatedOn: false, LastOperationAt: { } ended } when ended.UtcDateTime > permit.Left!.Since
            && ended - now <= ClockDifference =>
            $"an operation on instance {permit.Target} ended at {IncidentText.Clock(ended)}",
        _ => null,
    };

    // A replacement is told as one action and consists of several operations, the last of which may have been accepted just now.
    private static LeftAction Left(ActionTaken running, DateTime since, IncidentSettings settings, string how, DateTime now)
    {
        DateTime from = running.Repair == RepairAction.Replace ? now : since;
        return new(running.Target, since, from + settings.DeadlineOf(running.Repair), how) { StatusUrl = running.StatusUrl };
    }
}
