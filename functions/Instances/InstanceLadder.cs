using Microsoft.DurableTask;
using Steadfast.Functions.Diagnosis;
using Steadfast.Functions.Incidents;

namespace Steadfast.Functions.Instances;

/// <summary>The ladder for one instance. It runs within the orchestration of the incident, so that the incident shows every step as it happens.</summary>
internal static class InstanceLadder
{
    /// <summary>Takes one rung, once: whether to go on is decided by a new diagnosis. Before what a rung destroys is lost, it is saved as evidence.</summary>
    /// <param name="context">The orchestration.</param>
    /// <param name="input">The incident.</param>
    /// <param name="story">Where to tell.</param>
    /// <param name="step">Which, for whom, and what may stand against it.</param>
    public static async Task<ActionTaken> TakeAsync(TaskOrchestrationContext context, RecoveryInput input, IncidentStory story, LadderStep step)
    {
        RecoveryOptions limits = input.Settings.Recovery;
        (Rung rung, string askedBy) = (step.Rung, step.AskedBy);
        if (rung != Rung.Restart)
        {
            story.Saved(await EvidenceOrchestrator.TakeAsync(context, input.Target, story.Record.Evidence.Count + 1, limits));
        }

        return rung switch
        {
            Rung.Restart => await InstanceOperation.RunAsync(context, InstanceAction.Restart, input.Target, askedBy, limits, story.Acts, story.Tell, step.Hindrance, step.SeenAt),
            Rung.Reimage => await InstanceOperation.RunAsync(context, InstanceAction.Reimage, input.Target, askedBy, limits, story.Acts, story.Tell, step.Hindrance, step.SeenAt),
            _ => await ReplaceOperation.RunAsync(context, new ReplacePlan(input.Target, askedBy, limits, () => ObserveAsync(context)) { Hindrance = step.Hindrance, IsAborted = step.IsAborted }, story.Acts, story.Tell),
        };
    }

    private static Task<Observation> ObserveAsync(TaskOrchestrationContext context) => context.CallActivityAsync<Observation>(
        nameof(DiagnosisActivities.Observe), new DiagnosisActivities.ObserveInput(context.InstanceId, NotBefore: context.CurrentUtcDateTime), Retries.OfLooks);
}

/// <summary>One step on the ladder.</summary>
/// <param name="Rung">The rung.</param>
/// <param name="AskedBy">Who or what asks, for the record.</param>
/// <param name="SeenAt">When what it was decided on was seen, UTC.</param>
/// <param name="Hindrance">Asked before the platform is asked for anything: why it must not be begun now; null when nothing stands against it.</param>
/// <param name="IsAborted">Whether a person has ended the incident meanwhile.</param>
internal sealed record LadderStep(Rung Rung, string AskedBy, DateTime SeenAt, Func<Task<string?>> Hindrance, Func<bool> IsAborted);
