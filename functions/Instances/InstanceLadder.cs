using Microsoft.DurableTask;
using Steadfast.Functions.Actions;
using Steadfast.Functions.Durable;
using Steadfast.Functions.Guard;
using Steadfast.Functions.Incidents;

namespace Steadfast.Functions.Instances;

/// <summary>The ladder for one instance. It runs within the orchestration of the incident, so that the incident shows every step as it happens.</summary>
internal static class InstanceLadder
{
    /// <summary>Takes one rung, once: whether to go on is decided by a new diagnosis. Before what a rung destroys is lost, it is saved as evidence.</summary>
    /// <param name="context">The orchestration.</param>
    /// <param name="input">The incident.</param>
    /// <param name="log">Where to tell.</param>
    /// <param name="step">Which rung, for whom, under which permit.</param>
    public static async Task<ActionTaken> TakeAsync(TaskOrchestrationContext context, RecoveryInput input, IncidentLog log, LadderStep step)
    {
        RecoveryOptions limits = input.Settings.Recovery;
        if (step.Rung != Rung.Restart && !step.IsEvidenceSaved)
        {
            log.Saved(await EvidenceOrchestrator.TakeAsync(context, input.Target, log.Record.Evidence.Count + 1, limits));
        }

        return step.Rung switch
        {
            Rung.Restart => await OperateAsync(InstanceAction.Restart),
            Rung.Reimage => await OperateAsync(InstanceAction.Reimage),
            _ => await ReplaceAsync(),
        };

        Task<ActionTaken> OperateAsync(InstanceAction action) =>
            InstanceOperation.RunAsync(context, new(action, input.Target, step.AskedBy, step.SeenAt, step.Permit), limits, log.ActionChanged, log.Add);

        Task<ActionTaken> ReplaceAsync()
        {
            ReplacePlan plan = new(input.Target, step.AskedBy, limits, step.Permit, step.SeenAt, () => ObserveAsync(context)) { IsAborted = step.IsAborted };
            return ReplaceOperation.RunAsync(context, plan, log.ActionChanged, log.Add);
        }
    }

    private static Task<TierObservation> ObserveAsync(TaskOrchestrationContext context) => context.CallActivityAsync<TierObservation>(
        nameof(ObservationActivities.Observe), new ObservationActivities.ObserveInput(context.InstanceId, NotBefore: context.CurrentUtcDateTime), Retries.OfReads);
}

/// <summary>One step on the ladder.</summary>
/// <param name="Rung">The rung.</param>
/// <param name="AskedBy">Who or what asks, for the record.</param>
/// <param name="SeenAt">When what it was decided on was seen, UTC.</param>
/// <param name="Permit">The permit under which the platform is asked.</param>
/// <param name="IsAborted">Tells that a person has ended the incident meanwhile.</param>
internal sealed record LadderStep(Rung Rung, string AskedBy, DateTime SeenAt, HeldPermit Permit, Func<bool> IsAborted)
{
    /// <summary>The evidence was saved by an earlier step that could not be begun.</summary>
    public bool IsEvidenceSaved { get; init; }
}
