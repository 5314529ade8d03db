using Microsoft.DurableTask;
using Steadfast.Functions.Incidents;

namespace Steadfast.Functions.Instances;

/// <summary>One restart, reimage or delete of an instance, from the request to its end.</summary>
internal static class InstanceOperation
{
    // A list of instances may be read about ten times a minute, and whatever is in the way takes its time.
    private const int LooksWhileBusy = 3;

    /// <summary>Runs it.</summary>
    /// <param name="context">The orchestration.</param>
    /// <param name="action">What.</param>
    /// <param name="target">Number of the instance.</param>
    /// <param name="askedBy">Who or what asks, for the record.</param>
    /// <param name="limits">Deadlines and intervals.</param>
    /// <param name="acts">Told when it is accepted, and when it has ended.</param>
    /// <param name="tell">Told one sentence while it cannot be accepted.</param>
    /// <param name="hindrance">Why it must not be begun now; null when nothing can stand against it.</param>
    /// <param name="seenAt">When what it was decided on was seen, UTC; null: now.</param>
    public static Task<ActionTaken> RunAsync(
        TaskOrchestrationContext context, InstanceAction action, string target, string askedBy, RecoveryOptions limits,
        Func<ActionTaken, ActionTaken> acts, Action<string> tell, Func<Task<string?>>? hindrance = null, DateTime? seenAt = null) =>
        PlatformOperation.RunAsync(context, Plan(action.Name(), target, askedBy, DeadlineOf(action, limits), limits) with { SeenAt = seenAt }, new(
            askedAt => context.CallActivityAsync<StartedOperation>(
                nameof(InstanceActivities.StartAction), new InstanceActivities.ActionInput(action, target, askedAt, context.InstanceId), Retries.OfActions),
            (statusUrl, poll) => context.CallActivityAsync<OperationProgress>(
                nameof(InstanceActivities.PollOperation), new InstanceActivities.PollInput(target, statusUrl, action) { Plan = poll }, Retries.OfLooks),
            acts, tell) { Hindrance = hindrance });

    /// <summary>The plan of an operation on the scale set, by the limits of the incident.</summary>
    public static OperationPlan Plan(string kind, string target, string askedBy, TimeSpan deadline, RecoveryOptions limits) =>
        new(kind, target, askedBy, deadline, limits.PollInterval, LooksWhileBusy * limits.LookInterval);

    // A delete takes about as long as a restart: the machine is stopped, and nothing is started.
    private static TimeSpan DeadlineOf(InstanceAction action, RecoveryOptions limits) =>
        action == InstanceAction.Reimage ? limits.ReimageDeadline : limits.RestartDeadline;
}
