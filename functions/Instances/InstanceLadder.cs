using Microsoft.DurableTask;
using Steadfast.Functions.Diagnosis;
using Steadfast.Functions.Incidents;

namespace Steadfast.Functions.Instances;

/// <summary>The ladder for one instance. It runs within the orchestration of the incident, so that the incident shows every step as it happens.</summary>
internal static class InstanceLadder
{
    /// <summary>Takes one rung, once: whether to go on is decided by a new diagnosis. What a rung destroys is saved before.</summary>
    public static async Task<ActionTaken> TakeAsync(TaskOrchestrationContext context, RecoveryInput input, IncidentStory story, Rung rung, string askedBy)
    {
        RecoveryOptions limits = input.Settings.Recovery;
        if (rung != Rung.Restart)
        {
            story.Saved(await EvidenceOrchestrator.TakeAsync(context, input.Target, story.Record.Evidence.Count + 1, limits));
        }

        return rung switch
        {
            Rung.Restart => await InstanceOperation.RunAsync(context, InstanceAction.Restart, input.Target, askedBy, limits, story.Acts, story.Tell),
            Rung.Reimage => await InstanceOperation.RunAsync(context, InstanceAction.Reimage, input.Target, askedBy, limits, story.Acts, story.Tell),
            _ => await ReplaceOperation.RunAsync(context, new(input.Target, askedBy, limits, () => LookAsync(context)), story.Acts, story.Tell),
        };
    }

    // Every instance, as it is now: a look that somebody else asked for a moment ago would not do.
    private static Task<Observation> LookAsync(TaskOrchestrationContext context) => context.CallActivityAsync<Observation>(
        nameof(DiagnosisActivities.Observe),
        new DiagnosisActivities.ObserveInput(context.InstanceId, Target: null, NotBefore: context.CurrentUtcDateTime), Retries.OfLooks);
}
