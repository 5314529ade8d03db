using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Steadfast.Functions.Diagnosis;
using Steadfast.Functions.Instances;

namespace Steadfast.Functions.Incidents;

/// <summary>Observe, diagnose, decide, act, verify, close. Every action, the second as well as the first, follows from a fresh diagnosis.</summary>
public static class IncidentOrchestrator
{
    /// <summary>Handles one incident from the first look to the close.</summary>
    /// <param name="context">The orchestration.</param>
    /// <param name="input">What opened it.</param>
    [Function(nameof(Incident))]
    public static async Task<IncidentRecord> Incident([OrchestrationTrigger] TaskOrchestrationContext context, RecoveryInput input)
    {
        IncidentStory story = new(context, input);
        OpenSignals signals = new(context, input.SignalId);
        DateTime undecidedSince = context.CurrentUtcDateTime;
        int restarts = 0;

        while (true)
        {
            var seen = await context.CallActivityAsync<Observation>(nameof(DiagnosisActivities.Observe), context.InstanceId, Retries.OfLooks);
            Finding finding = DiagnosisPolicy.Diagnose(seen, input.Target);
            Decision decision = DecisionPolicy.Decide(finding, restarts, context.CurrentUtcDateTime - undecidedSince, input.Options);
            story.Decided(finding, decision);

            IncidentRecord? closed = null;
            switch (decision.Remedy)
            {
                case Remedy.None:
                    return story.Close(IncidentOutcome.NoAction, decision.Reason);
                case Remedy.Escalate:
                    return story.Close(IncidentOutcome.Escalated, decision.Reason);
                case Remedy.Wait when signals.AllWithdrawn is { } why:
                    return story.Close(IncidentOutcome.NoAction, $"no action: {why}, and nothing was begun");
                case Remedy.Restart:
                    closed = await InstanceLadder.TryRestartAsync(context, input, story, ++restarts);
                    undecidedSince = context.CurrentUtcDateTime;
                    break;
                case Remedy.Confirm:
                    closed = await InstanceLadder.ConfirmAsync(context, input, story);
                    break;
                default:
                    await context.CreateTimer(DecisionPolicy.Pause(decision.LookAgain ?? input.Options.LookInterval, seen.RetryAfter), CancellationToken.None);
                    break;
            }

            if (closed is not null)
            {
                return closed;
            }
        }
    }
}
