using System.Diagnostics;
using Microsoft.Azure.Functions.Worker;
using Steadfast.Functions.Actions;
using Steadfast.Functions.Incidents;
using Steadfast.Functions.Platform;
using Steadfast.Functions.Telemetry;

namespace Steadfast.Functions.Instances;

/// <summary>Watches an instance after an action.</summary>
public sealed class VerificationActivities(SharedTierObservation look, TimeProvider clock)
{
    /// <summary>Carries the input of <see cref="VerifyInstance"/>.</summary>
    /// <param name="AskedBy">The incident.</param>
    /// <param name="Target">Number of the instance.</param>
    /// <param name="NotBefore">A look that began earlier does not count, UTC; null when any recent one will do.</param>
    /// <param name="Plan">How often to look, and until when it must have become healthy.</param>
    /// <param name="StayHealthy">How long it must serve without a break.</param>
    /// <param name="HealthySince">Since when it serves without a break as far as is known, UTC; null when it does not.</param>
    public sealed record VerifyInput(
        string AskedBy, string Target, DateTime? NotBefore, PollPlan Plan, TimeSpan StayHealthy, DateTime? HealthySince) : TracedInput;

    /// <summary>
    /// Looks until it is decided whether the action helped, or the instance begins or ceases to serve, or the time that one call may take
    /// is over. It changes nothing, so it may be delivered again.
    /// </summary>
    [Function(nameof(VerifyInstance))]
    public async Task<Verification> VerifyInstance([ActivityTrigger] VerifyInput input, CancellationToken cancellation)
    {
        using Activity? span = Spans.Start(SpanNames.Verify, input.Trace);
        span?.With(AttributeNames.Incident, input.AskedBy).With(AttributeNames.Target, input.Target);
        Verification state = await WatchAsync(
            input, () => look.ObserveAsync(input.AskedBy, input.NotBefore, cancellation), clock,
            pause => Task.Delay(pause, clock, cancellation));
        span?.With(AttributeNames.Result, $"{state.State}");
        return state;
    }

    /// <summary>Does the same with whatever looks and waits.</summary>
    internal static async Task<Verification> WatchAsync(
        VerifyInput input, Func<Task<TierObservation>> look, TimeProvider clock, Func<TimeSpan, Task> pause)
    {
        var (last, _) = await BoundedPoll.RunAsync(input.Plan.First, JudgeAsync, Again, clock, pause);
        return last;

        async Task<Verification> JudgeAsync()
        {
            TierObservation seen = await look();
            DateTime now = clock.GetUtcNow().UtcDateTime;
            PollPlan plan = input.Plan;
            Verification state = VerifyPolicy.Judge(
                InstanceDiagnosisPolicy.Diagnose(seen, input.Target), input.HealthySince, now, plan.Until, input.StayHealthy);
            // One that serves at the deadline is looked at until it has served for long enough.
            TimeSpan? next = CheckPause.Until(plan.Until, now, plan.Interval, seen.RetryAfter, plan.MaxWait);
            return state with { Pause = next ?? CheckPause.For(plan.Interval, seen.RetryAfter, plan.MaxWait) };
        }

        // Whoever reads the record is to see at once that it serves, or does not any more.
        TimeSpan? Again(Verification state)
        {
            if (state.State != VerifyState.CheckAgain || state.HealthySince != input.HealthySince)
            {
                return null;
            }

            return state.Pause;
        }
    }
}
