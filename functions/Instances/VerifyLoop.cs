using Microsoft.DurableTask;
using Steadfast.Functions.Durable;
using Steadfast.Functions.Incidents;
using Steadfast.Functions.Platform;

namespace Steadfast.Functions.Instances;

/// <summary>Success is judged by the resource, not by the operation: looks until the instance serves and goes on serving.</summary>
internal static class VerifyLoop
{
    /// <summary>Looks at one instance.</summary>
    /// <param name="context">The orchestration.</param>
    /// <param name="input">The incident.</param>
    /// <param name="target">The instance; after a replacement another one than the incident's.</param>
    /// <param name="patience">How long it may take until it serves.</param>
    /// <param name="notBefore">A look that began earlier does not count, UTC.</param>
    /// <param name="log">Where to tell.</param>
    public static async Task<Verification> RunAsync(
        TaskOrchestrationContext context, RecoveryInput input, string target, TimeSpan patience, DateTime? notBefore, IncidentLog log)
    {
        RecoveryOptions limits = input.Settings.Recovery;
        DateTime deadline = context.CurrentUtcDateTime + patience;
        DateTime? healthySince = null;
        TimeSpan pause = TimeSpan.Zero;
        while (true)
        {
            PollPlan plan = new(await BoundedPoll.LeftForActivityAsync(context, pause), limits.VerifyInterval, deadline);
            var state = await context.CallActivityAsync<Verification>(
                nameof(VerificationActivities.VerifyInstance),
                new VerificationActivities.VerifyInput(context.InstanceId, target, notBefore, plan, limits.StayHealthy, healthySince), Retries.OfReads);
            if (state.HealthySince != healthySince)
            {
                log.ServingSince(state.HealthySince, state.Reason);
            }

            if (state.State != VerifyState.CheckAgain)
            {
                return state;
            }

            (healthySince, pause) = (state.HealthySince, state.Pause);
        }
    }
}
