using Microsoft.DurableTask;
using Steadfast.Functions.Incidents;

namespace Steadfast.Functions.Instances;

/// <summary>The ladder for one instance. It runs within the orchestration of the incident, so that the incident shows every step as it happens.</summary>
internal static class InstanceLadder
{
    /// <summary>Takes one rung, once: whether to go on is decided by a new diagnosis.</summary>
    public static Task<ActionTaken> TakeAsync(TaskOrchestrationContext context, RecoveryInput input, IncidentStory story, Rung rung, string askedBy) => rung switch
    {
        Rung.Restart => RestartOperation.RunAsync(context, input, story, askedBy),
        _ => Task.FromResult(story.Acts(new(rung.Name(), input.Target, askedBy, null, null, ActionResult.Failed, "not to be had yet"))),
    };
}
