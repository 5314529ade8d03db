using Microsoft.DurableTask;
using Steadfast.Functions.Actions;
using Steadfast.Functions.Durable;
using Steadfast.Functions.Guard;
using Steadfast.Functions.Incidents;

namespace Steadfast.Functions.Instances;

/// <summary>
/// Climbs the ladder for one instance, within the orchestration of the incident, so that the incident shows every step as it happens.
/// </summary>
internal static class InstanceLadder
{
    /// <summary>
    /// Takes one rung, once: whether to go on is decided by a new diagnosis. Before what a rung destroys is lost, it is saved as evidence.
    /// </summary>
    public static async Task<ActionTaken> TakeAsync(Waits waits, RecoveryInput input, IncidentLog log, LadderStep step)
    {
        RecoveryOptions limits = input.Settings.Recovery;
        if (step.Rung != RepairAction.Restart && !step.IsEvidenceSaved)
        {
            EvidenceTaken? evidence = await waits.AskAsync(
                () => EvidenceOrchestrator.TakeAsync(waits.Context, input.Target, log.Record.Evidence.Count + 1, limits));
            if (evidence is null)
            {
                return new(step.Rung.Name(), input.Target, step.AskedBy, null, null, ActionResult.Held, Waits.Ended);
            }

            log.Saved(evidence);
        }

        return step.Rung switch
        {
            RepairAction.Restart => await OperateAsync(InstanceAction.Restart),
            RepairAction.Reimage => await OperateAsync(InstanceAction.Reimage),
            _ => await ReplaceAsync(),
        };

        Task<ActionTaken> OperateAsync(InstanceAction action) =>
            InstanceOperation.RunAsync(
                waits, new(action, input.Target, step.AskedBy, step.SeenAt, step.Permit), limits, log.ActionChanged, log.Add);

        Task<ActionTaken> ReplaceAsync()
        {
            ReplacePlan plan = new(
                input.Target, step.AskedBy, limits, step.Permit, step.SeenAt, known => ObserveAsync(waits.Context, input, known));
            return ReplaceOperation.RunAsync(waits, plan, log.ActionChanged, log.Add);
        }
    }

    private static Task<TierObservation> ObserveAsync(
        TaskOrchestrationContext context, RecoveryInput input, IReadOnlyList<string> known) => context.CallActivityAsync<TierObservation>(
        nameof(ObservationActivities.Observe),
        new ObservationActivities.ObserveInput(context.InstanceId, input.Target, context.CurrentUtcDateTime)
        {
            Known = known,
            Trace = input.Trace,
        },
        Retries.OfReads);
}

/// <summary>Describes one step on the ladder.</summary>
/// <param name="AskedBy">Who or what asks, for the record.</param>
/// <param name="SeenAt">When what it was decided on was seen, UTC.</param>
internal sealed record LadderStep(RepairAction Rung, string AskedBy, DateTime SeenAt, HeldPermit Permit)
{
    /// <summary>Gets whether the evidence was saved by an earlier step that could not be begun.</summary>
    public bool IsEvidenceSaved { get; init; }
}
