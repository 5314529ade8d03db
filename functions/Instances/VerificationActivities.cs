using Microsoft.Azure.Functions.Worker;
using Steadfast.Functions.Actions;
using Steadfast.Functions.Incidents;
using Steadfast.Functions.Platform;

namespace Steadfast.Functions.Instances;

/// <summary>Watches an instance after an action.</summary>
public sealed class VerificationActivities(SharedTierObservation look, TimeProvider clock)
{
    /// <summary>Input of <see cref="VerifyInstance"/>.</summary>
    /// <param name="AskedBy">The incident.</param>
    /// <param name="Target">Number of the instance.</param>
    /// <param name="NotBefore">A look that began earlier does not count, UTC; null when any recent one will do.</param>
    /// <param name="Plan">How often to look, and until when it must have become healthy.</param>
    /// <param name="StayHealthy">How long it must serve without a break.</param>
    /// <param name="HealthySince">Since when it serves without a break as far as is known, UTC; null when it does not.</param>
    public sealed record VerifyInput(
        string AskedBy, string Target, DateTime? NotBefore, PollPlan Plan, TimeSpan StayHealthy, DateTime? HealthySince);

    /// <summary>
    /// Looks until it is decided whether the action helped, or the instance begins or ceases to serve, or the time that one call may take is over. It
    /// changes nothing, so it may be delivered again.
    /// </summary>
    /// <param name="input">Which instance, and by what it is judged.</param>
    /// <param name="cancellation">Ends the watch.</param>
    [Function(nameof(VerifyInstance))]
    public Task<Verification> VerifyInstance([ActivityTrigger] VerifyInput input, CancellationToken cancellation) => WatchAsync(
        input, () => look.ObserveAsync(input.AskedBy, input.NotBefore, cancellation), clock, pause => Task.Delay(pause, clock, cancellation));

    /// <summary>The same with whatever looks and waits.</summary>
    /// <param name="input">Which instance, and by what it is judged.</param>
    /// <param name="look">Looks.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="pause">Waits.</param>
    internal static async Task<Verification> WatchAsync(VerifyInput input, Func<Task<TierObservation>> look, TimeProvider clock, Func<TimeSpan, Task> pause)
    {
        var (last, _) = await BoundedPoll.RunAsync(input.Plan.First, JudgeAsync, Again, clock, pause);
        return last;

        async Task<Verification> JudgeAsync()
        {
            TierObservation seen = await look();
            Verification state = VerifyPolicy.Judge(
                InstanceDiagnosisPolicy.Diagnose(seen, input.Target), input.HealthySince, clock.GetUtcNow().UtcDateTime, input.Plan.Until, input.StayHealthy);
            return state with { Pause = CheckPause.For(input.Plan.Interval, seen.RetryAfter) };
        }

        // Whoever reads the record is to see at once that it serves, or does not any more.
        TimeSpan? Again(Verification state) =>
            state.State == VerifyState.CheckAgain && state.HealthySince == input.HealthySince ? state.Pause : null;
    }
}
