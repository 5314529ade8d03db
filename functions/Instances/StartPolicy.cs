using Steadfast.Functions.Actions;
using Steadfast.Functions.Incidents;
using Steadfast.Functions.Platform;

namespace Steadfast.Functions.Instances;

/// <summary>
/// Decides whether an action needs to be asked for at all, by what is seen of the instance. Activities are delivered at least once, and the
/// automation may have been away between a decision and its action. Pure.
/// </summary>
public static class StartPolicy
{
    // What is said to have ended later than that from now has not ended: the time tells nothing.
    private static readonly TimeSpan ClockDifference = TimeSpan.FromMinutes(2);

    /// <summary>Gives the answer when nothing must be asked of the platform; null when it must.</summary>
    /// <param name="instance">The instance as it is; null when it is not there.</param>
    public static StartedOperation? Answer(
        InstanceAction action, string instanceId, DateTime askedAt, ScaleSetInstance? instance, DateTimeOffset now)
    {
        if (action == InstanceAction.Delete)
        {
            return OfDelete(instanceId, askedAt, instance, now);
        }

        return OfRepair(action, instanceId, askedAt, instance, now);
    }

    /// <summary>Gives the answer for an instance that is not there.</summary>
    public static StartedOperation Gone(string instanceId) =>
        new(StartKind.Gone, null, null, $"instance {instanceId} is not there any more");

    /// <summary>Gives the answer when an operation runs on the instance that serves as well; null when it does not.</summary>
    public static StartedOperation? Attached(InstanceAction action, ScaleSetInstance instance)
    {
        if (!instance.IsBeingOperatedOn || (action == InstanceAction.Delete && !instance.IsBeingDeleted))
        {
            return null;
        }

        return new(
            StartKind.Attached, null, null,
            $"another operation runs on instance {instance.Id} ({instance.ProvisioningState}); waiting for that one");
    }

    /// <summary>
    /// Gives the answer when the machine is off, which no restart or reimage changes; null when it is not, or when that is no matter.
    /// </summary>
    public static StartedOperation? Off(InstanceAction action, ScaleSetInstance instance)
    {
        if (!instance.IsOff || action == InstanceAction.Delete)
        {
            return null;
        }

        return new(
            StartKind.Refused, null, null,
            $"no {action.Name()}: the machine of instance {instance.Id} is {instance.Power}; start it (az vmss start --instance-ids "
                + $"{instance.Id}), or replace it");
    }

    /// <summary>Tells whether an operation on the instance has ended since a moment.</summary>
    /// <param name="moment">The moment, UTC.</param>
    internal static bool HasEndedSince(DateTime moment, ScaleSetInstance instance, DateTimeOffset now) =>
        instance.LastOperationAt is { } ended && ended.UtcDateTime > moment && ended - now <= ClockDifference;

    private static StartedOperation? OfRepair(
        InstanceAction action, string instanceId, DateTime askedAt, ScaleSetInstance? instance, DateTimeOffset now) => instance switch
        {
            null => Gone(instanceId),
            { IsBeingOperatedOn: true } => Attached(action, instance),
            { IsOff: true } => Off(action, instance),
            { LastOperationAt: { } ended } when HasEndedSince(askedAt, instance, now) => new(
                StartKind.AlreadyDone, null, null,
                $"an operation on instance {instance.Id} ended at {IncidentText.Clock(ended)}, after this was asked for"),
            { Health.Verdict: Verdict.Good } when StaleDecision.Is(askedAt, now) => new(
                StartKind.NotNeeded, null, null,
                $"no {action.Name()}: the decision is of {askedAt:HH:mm:ss} UTC, and by now {instance.Health.Detail}"),
            _ when StaleDecision.Is(askedAt, now) => StaleDecision.MadeAnew(askedAt),
            _ => null,
        };

    // Nothing brings a deleted instance back, so an old decision is never carried out, whatever is seen of it.
    private static StartedOperation? OfDelete(string instanceId, DateTime askedAt, ScaleSetInstance? instance, DateTimeOffset now) =>
        instance switch
        {
            null => new(StartKind.AlreadyDone, null, null, $"instance {instanceId} is gone"),
            _ when Attached(InstanceAction.Delete, instance) is { } attached => attached,
            _ when StaleDecision.Is(askedAt, now) =>
                new(StartKind.NotNeeded, null, null, $"not deleted: the decision is of {askedAt:HH:mm:ss} UTC, which is too long ago"),
            { IsBeingOperatedOn: true } =>
                new(StartKind.NotNow, null, null, $"another operation runs on instance {instance.Id} ({instance.ProvisioningState})"),
            _ => null,
        };
}
