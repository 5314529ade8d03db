using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Steadfast.Functions.Diagnosis;
using Steadfast.Functions.Instances;

namespace Steadfast.Functions.Incidents;

/// <summary>Observe, diagnose, decide, act, verify, close.</summary>
public static class IncidentOrchestrator
{
    /// <summary>Event that says the signal was withdrawn; its payload is the sentence to show. It cancels only what has not begun.</summary>
    public const string SignalWithdrawn = nameof(SignalWithdrawn);

    /// <summary>Handles one incident from the first look to the close.</summary>
    /// <param name="context">The orchestration.</param>
    /// <param name="input">What opened it.</param>
    [Function(nameof(Incident))]
    public static async Task<IncidentRecord> Incident([OrchestrationTrigger] TaskOrchestrationContext context, RecoveryInput input)
    {
        IncidentStory story = new(context, input);
        Task<string> withdrawn = context.WaitForExternalEvent<string>(SignalWithdrawn);
        DateTime opened = context.CurrentUtcDateTime;

        while (true)
        {
            var seen = await context.CallActivityAsync<Observation>(nameof(DiagnosisActivities.Observe), context.InstanceId, Retries.OfLooks);
            Finding finding = DiagnosisPolicy.Diagnose(seen, input.Target);
            Decision decision = DecisionPolicy.Decide(finding, context.CurrentUtcDateTime - opened, input.Options);
            story.Decided(finding, decision);

            switch (decision.Remedy)
            {
                case Remedy.None:
                    return story.Close(IncidentOutcome.NoAction, decision.Reason);
                case Remedy.Escalate:
                    return story.Close(IncidentOutcome.Escalated, decision.Reason);
                case Remedy.Restart or Remedy.Wait when withdrawn.IsCompletedSuccessfully:
                    return story.Close(IncidentOutcome.NoAction, $"no action: {await withdrawn}, before anything was begun");
                case Remedy.Restart:
                    return await InstanceLadder.ClimbAsync(context, input, story);
                default:
                    await context.CreateTimer(decision.LookAgain ?? input.Options.LookInterval, CancellationToken.None);
                    break;
            }
        }
    }
}
