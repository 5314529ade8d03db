using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Steadfast.Functions.Diagnosis;
using Steadfast.Functions.Incidents;

namespace Steadfast.Functions.Instances;

/// <summary>The ladder for one instance. Its one rung so far is the restart.</summary>
public static class RepairOrchestrator
{
    /// <summary>Restarts the instance, verifies that it serves and stays healthy, and tries again when it does not.</summary>
    /// <param name="context">The orchestration.</param>
    /// <param name="input">Which instance, for whom, within which limits.</param>
    [Function(nameof(RepairInstance))]
    public static async Task<RepairResult> RepairInstance([OrchestrationTrigger] TaskOrchestrationContext context, RepairInput input)
    {
        RepairStory story = new(context, input);
        Verification last = Verification.NotYet("nothing was tried");

        for (int attempt = 1; attempt <= input.Options.AttemptsPerRung; attempt++)
        {
            ActionTaken action = await RestartOperation.RunAsync(context, input, story);
            last = await VerifyAsync(context, input, action, story);
            if (last.State == VerifyState.Stable)
            {
                return story.End(last.HealthySince, $"{last.Reason} (restart {attempt} of at most {input.Options.AttemptsPerRung})");
            }

            story.Tell($"restart {attempt} of at most {input.Options.AttemptsPerRung} did not help: {last.Reason}");
        }

        return story.End(null, $"instance {input.InstanceId} does not serve after {input.Options.AttemptsPerRung} restarts: {last.Reason}");
    }

    // Success is judged by the resource, not by the operation: looks until the instance serves and goes on serving.
    private static async Task<Verification> VerifyAsync(
        TaskOrchestrationContext context, RepairInput input, ActionTaken action, RepairStory story)
    {
        DateTime ended = context.CurrentUtcDateTime;
        TimeSpan patience = action.Result == ActionResult.Succeeded ? input.Options.RestoreDeadline : TimeSpan.Zero;
        Verification state = Verification.NotYet("not looked at yet");
        while (true)
        {
            var seen = await context.CallActivityAsync<Observation>(nameof(DiagnosisActivities.Observe), input.AskedBy, Retries.OfLooks);
            Finding finding = DiagnosisPolicy.Diagnose(seen, input.InstanceId);
            bool wasHealthy = state.HealthySince is not null;
            state = VerifyPolicy.Judge(finding, state.HealthySince, context.CurrentUtcDateTime, ended + patience, input.Options.StayHealthy);
            if (wasHealthy != state.HealthySince is not null)
            {
                story.Tell(state.Reason);
            }

            if (state.State != VerifyState.LookAgain)
            {
                return state;
            }

            await context.CreateTimer(input.Options.VerifyInterval, CancellationToken.None);
        }
    }
}
