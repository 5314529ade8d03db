using Microsoft.DurableTask;
using Steadfast.Functions.Diagnosis;
using Steadfast.Functions.Incidents;

namespace Steadfast.Functions.Instances;

/// <summary>
/// The ladder for one instance; its one rung so far is the restart. It runs within the orchestration of the incident, so that the incident
/// shows every step as it happens.
/// </summary>
internal static class InstanceLadder
{
    /// <summary>Restarts the instance, verifies that it serves and stays healthy, and tries again when it does not.</summary>
    public static async Task<IncidentRecord> ClimbAsync(TaskOrchestrationContext context, RecoveryInput input, IncidentStory story)
    {
        int most = input.Options.AttemptsPerRung;
        Verification last = Verification.NotYet("nothing was tried");
        for (int attempt = 1; attempt <= most; attempt++)
        {
            ActionTaken action = await RestartOperation.RunAsync(context, input, story);
            last = await VerifyAsync(context, input, action, story);
            if (last.State == VerifyState.Stable && action.Result == ActionResult.Skipped)
            {
                return story.Close(IncidentOutcome.NoAction, $"no action: instance {input.Target}: {last.Reason}");
            }

            if (last.State == VerifyState.Stable)
            {
                return story.Close(IncidentOutcome.Recovered, $"recovered: instance {input.Target}: {last.Reason} (restart {attempt} of at most {most})");
            }

            story.Tell($"restart {attempt} of at most {most} did not help: {last.Reason}");
        }

        return story.Close(IncidentOutcome.Escalated, $"escalate: instance {input.Target} does not serve after {most} restarts; {last.Reason}");
    }

    // Success is judged by the resource, not by the operation: looks until the instance serves and goes on serving.
    private static async Task<Verification> VerifyAsync(
        TaskOrchestrationContext context, RecoveryInput input, ActionTaken action, IncidentStory story)
    {
        TimeSpan patience = action.Result is ActionResult.Succeeded or ActionResult.Skipped ? input.Options.RestoreDeadline : TimeSpan.Zero;
        DateTime deadline = context.CurrentUtcDateTime + patience;
        DateTime? healthySince = null;
        while (true)
        {
            var seen = await context.CallActivityAsync<Observation>(nameof(DiagnosisActivities.Observe), context.InstanceId, Retries.OfLooks);
            Finding finding = DiagnosisPolicy.Diagnose(seen, input.Target);
            Verification state = VerifyPolicy.Judge(finding, healthySince, context.CurrentUtcDateTime, deadline, input.Options.StayHealthy);
            if (state.HealthySince != healthySince)
            {
                story.Serves(state.HealthySince, state.Reason);
            }

            if (state.State != VerifyState.LookAgain)
            {
                return state;
            }

            healthySince = state.HealthySince;
            await context.CreateTimer(input.Options.VerifyInterval, CancellationToken.None);
        }
    }
}
