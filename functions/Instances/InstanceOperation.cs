using Steadfast.Functions.Actions;
using Steadfast.Functions.Durable;
using Steadfast.Functions.Guard;
using Steadfast.Functions.Incidents;
using Steadfast.Functions.Platform;

namespace Steadfast.Functions.Instances;

/// <summary>Asks for an operation on one instance.</summary>
/// <param name="Action">Restart, reimage or delete.</param>
/// <param name="Target">Number of the instance.</param>
/// <param name="AskedBy">Who or what asks, for the record.</param>
/// <param name="SeenAt">When what it was decided on was seen, UTC: an operation that ended later was not known then.</param>
internal sealed record InstanceRequest(InstanceAction Action, string Target, string AskedBy, DateTime SeenAt, HeldPermit Permit);

/// <summary>Carries one restart, reimage or delete of an instance from the request to its end.</summary>
internal static class InstanceOperation
{
    /// <summary>Runs it.</summary>
    /// <param name="addStep">Told one sentence when it was not begun.</param>
    public static Task<ActionTaken> RunAsync(
        Waits waits, InstanceRequest request, RecoveryOptions limits, Func<ActionTaken, ActionTaken> actionChanged,
        Action<StepKind, Statement> addStep)
    {
        (InstanceAction action, string target) = (request.Action, request.Target);
        OperationPlan plan = new(action.Name(), target, request.AskedBy, DeadlineOf(action, limits), limits.PollInterval)
        {
            SeenAt = request.SeenAt,
        };
        return PlatformOperation.RunAsync(waits, plan, new(
            () => waits.Context.CallActivityAsync<StartedOperation>(
                nameof(InstanceActivities.StartAction),
                new InstanceActivities.ActionInput(action, target, request.SeenAt, waits.ForRequest(request.Permit)),
                Retries.OfActions),
            (statusUrl, unanswered, poll) => waits.Context.CallActivityAsync<OperationProgress>(
                nameof(InstanceActivities.PollOperation),
                new InstanceActivities.PollInput(target, statusUrl, action)
                {
                    Plan = poll,
                    Trace = request.Permit.Cause?.Trace,
                    Unanswered = unanswered,
                },
                Retries.OfReads),
            actionChanged, text => addStep(StepKind.Waiting, IncidentText.NotStarted(action.Name(), target, text))));
    }

    // A delete takes about as long as a restart: the machine is stopped, and nothing is started.
    private static TimeSpan DeadlineOf(InstanceAction action, RecoveryOptions limits)
    {
        if (action == InstanceAction.Reimage)
        {
            return limits.ReimageDeadline;
        }

        return limits.RestartDeadline;
    }
}
