using Steadfast.Functions.Actions;
using Steadfast.Functions.Durable;
using Steadfast.Functions.Incidents;
using Steadfast.Functions.Platform;

namespace Steadfast.Functions.Instances;

/// <summary>Judges success by the resource, not by the operation: looks until the instance serves and goes on serving.</summary>
internal static class VerifyLoop
{
    /// <summary>Looks at one instance.</summary>
    /// <param name="target">The instance; after a replacement another one than the incident's.</param>
    /// <param name="notBefore">A look that began earlier does not count, UTC.</param>
    /// <returns>Null when a person has ended the incident before it was decided.</returns>
    public static async Task<Verification?> RunAsync(
        Waits waits, RecoveryInput input, string target, TimeSpan timeout, DateTime? notBefore, IncidentLog log)
    {
        RecoveryOptions limits = input.Settings.Recovery;
        DateTime deadline = waits.Now + timeout;
        DateTime? healthySince = null;
        TimeSpan pause = TimeSpan.Zero;
        while (true)
        {
            PollPlan plan = waits.Plan(await waits.LeftForActivityAsync(pause), limits.VerifyInterval, deadline);
            VerificationActivities.VerifyInput asked =
                new(waits.Context.InstanceId, target, notBefore, plan, limits.StayHealthy, healthySince) { Trace = input.Trace };
            Verification? state = await waits.AskAsync(() =>
                waits.Context.CallActivityAsync<Verification>(nameof(VerificationActivities.VerifyInstance), asked, Retries.OfReads));
            if (state is null)
            {
                return null;
            }

            if (state.HealthySince != healthySince)
            {
                log.ServingSince(state.HealthySince, Says(target, state));
            }

            if (state.State != VerifyState.CheckAgain)
            {
                return state;
            }

            healthySince = state.HealthySince;
            pause = waits.Until(deadline, state.Pause) ?? waits.For(state.Pause, null);
        }
    }

    private static Statement Says(string target, Verification state)
    {
        if (state.HealthySince is null)
        {
            return IncidentText.ServesNoMore(target, state.Reason);
        }

        return InstanceText.ServesAgain(IncidentKey.NameOf(target), state.Reason);
    }
}
