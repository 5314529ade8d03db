using Microsoft.DurableTask;
using Steadfast.Functions.Diagnosis;
using Steadfast.Functions.Incidents;

namespace Steadfast.Functions.Instances;

/// <summary>
/// The ladder for one instance; its one rung so far is the restart. It runs within the orchestration of the incident, so that the incident
/// shows every step as it happens. It tries once: whether to try again is decided by a new diagnosis.
/// </summary>
internal static class InstanceLadder
{
    /// <summary>Restarts the instance and verifies that it serves and stays healthy.</summary>
    /// <returns>The closed record, or null when it did not help.</returns>
    public static async Task<IncidentRecord?> TryRestartAsync(TaskOrchestrationContext context, RecoveryInput input, IncidentStory story, int attempt)
    {
        int most = input.Options.AttemptsPerRung;
        ActionTaken action = await RestartOperation.RunAsync(context, input, story);
        TimeSpan patience = action.Result is ActionResult.Succeeded or ActionResult.Skipped ? input.Options.RestoreDeadline : TimeSpan.Zero;
        Verification last = await VerifyAsync(context, input, patience, story);
        if (last.State != VerifyState.Stable)
        {
            story.Tell($"restart {attempt} of at most {most} did not help: {last.Reason}");
            return null;
        }

        return action.Result == ActionResult.Skipped
            ? story.Close(IncidentOutcome.NoAction, $"no action: instance {input.Target}: {last.Reason}")
            : story.Close(IncidentOutcome.Recovered, $"recovered: instance {input.Target}: {last.Reason} (restart {attempt} of at most {most})");
    }

    /// <summary>An instance that is found serving after restarts that had seemed not to help.</summary>
    /// <returns>The closed record, or null when it does not stay healthy.</returns>
    public static async Task<IncidentRecord?> ConfirmAsync(TaskOrchestrationContext context, RecoveryInput input, IncidentStory story)
    {
        Verification last = await VerifyAsync(context, input, input.Options.RestoreDeadline, story);
        return last.State == VerifyState.Stable
            ? story.Close(IncidentOutcome.Recovered, $"recovered: instance {input.Target}: {last.Reason}")
            : null;
    }

    // Success is judged by the resource, not by the operation: looks until the instance serves and goes on serving.
    private static async Task<Verification> VerifyAsync(TaskOrchestrationContext context, RecoveryInput input, TimeSpan patience, IncidentStory story)
    {
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
            await context.CreateTimer(DecisionPolicy.Pause(input.Options.VerifyInterval, seen.RetryAfter), CancellationToken.None);
        }
    }
}
