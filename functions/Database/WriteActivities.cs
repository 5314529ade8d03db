using System.Diagnostics;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Options;
using Steadfast.Functions.Actions;
using Steadfast.Functions.Incidents;
using Steadfast.Functions.Platform;
using Steadfast.Functions.Telemetry;

namespace Steadfast.Functions.Database;

/// <summary>Tries to write to the database through web servers. Waits no longer than <see cref="BoundedPoll.Window"/>.</summary>
public sealed class WriteActivities(WebTier webTier, WriteProbe writer, IOptions<StackOptions> stack, TimeProvider clock)
{
    // Through three at once; the next attempt takes the next three.
    private const int WritersAtOnce = 3;

    /// <summary>Carries the input of <see cref="VerifyWrite"/>.</summary>
    /// <param name="AskedBy">The incident.</param>
    /// <param name="Attempt">Which attempt this is, from 0.</param>
    public sealed record WriteInput(string AskedBy, int Attempt) : TracedInput
    {
        /// <summary>Gets how often to try within this call; null: once.</summary>
        public PollPlan? Plan { get; init; }
    }

    /// <summary>
    /// Writes through a few web servers. It leaves nothing behind, also when it is delivered twice: every trial changes the same one row.
    /// </summary>
    /// <returns>Good as soon as one of them has written; else what the last of them said.</returns>
    [Function(nameof(VerifyWrite))]
    public async Task<CheckResult> VerifyWrite([ActivityTrigger] WriteInput input, CancellationToken cancellation)
    {
        using Activity? span = Spans.Start(SpanNames.Verify, input.Trace);
        span?.With(AttributeNames.Incident, input.AskedBy).With(AttributeNames.Target, IncidentKey.Database);
        int attempt = input.Attempt;
        CheckResult written = await TryAsync(
            input.Plan, () => WriteOnceAsync(input with { Attempt = attempt++ }, cancellation), clock,
            pause => Task.Delay(pause, clock, cancellation));
        span?.With(AttributeNames.Result, $"{written.Verdict}");
        return written;
    }

    /// <summary>Tries to write as often as the plan allows within one activity.</summary>
    /// <param name="plan">How often; null: once.</param>
    internal static async Task<CheckResult> TryAsync(
        PollPlan? plan, Func<Task<CheckResult>> write, TimeProvider clock, Func<TimeSpan, Task> pause)
    {
        if (plan is null)
        {
            return await write();
        }

        var (last, _) = await BoundedPoll.RunAsync(plan.First, write, Again, clock, pause);
        return last;

        TimeSpan? Again(CheckResult written)
        {
            if (written.Verdict == Verdict.Good)
            {
                return null;
            }

            return CheckPause.Until(plan.Until, clock.GetUtcNow().UtcDateTime, plan.Interval, null, plan.MaxWait);
        }
    }

    private async Task<CheckResult> WriteOnceAsync(WriteInput input, CancellationToken cancellation)
    {
        try
        {
            if (stack.Value.WriteTrialPath.Length == 0)
            {
                return await ByStatusAsync(cancellation);
            }

            return await ByWritingAsync(input, cancellation);
        }
        catch (Exception failure) when (!cancellation.IsCancellationRequested)
        {
            return CheckResult.Unknown($"the web servers cannot be found ({ArmFailure.Of(failure)})");
        }
    }

    private async Task<CheckResult> ByWritingAsync(WriteInput input, CancellationToken cancellation)
    {
        var all = await webTier.AddressesAsync(cancellation);
        if (all.Count == 0)
        {
            return CheckResult.Unknown("there is no web server to write through");
        }

        int first = input.Attempt * WritersAtOnce % all.Count;
        CheckResult last;
        var writing = all.Skip(first).Concat(all.Take(first)).Take(WritersAtOnce).Select(async instance =>
            (instance.Id, Answer: (await writer.TryAsync(instance.Id, instance.Address, cancellation)).ToReading())).ToList();
        do
        {
            var written = await Task.WhenAny(writing);
            writing.Remove(written);
            (string id, CheckResult answer) = await written;
            last = answer with { Detail = $"instance {id}: {answer.Detail}" };
            if (answer.Verdict == Verdict.Good)
            {
                return last;
            }
        }
        while (writing.Count > 0);

        // An application without trial writes is believed what it says in its status.
        if (last.Verdict == Verdict.Unknown)
        {
            return await ByStatusAsync(cancellation);
        }

        return last;
    }

    private async Task<CheckResult> ByStatusAsync(CancellationToken cancellation)
    {
        WebTierView tier = await webTier.ObserveAsync(cancellation);
        string says = $"{tier.Ok + tier.Slow} of {tier.Total} web servers say that they write";
        if (WebTierVotes.Of(tier) is WebTierVote.Good or WebTierVote.Slow)
        {
            return CheckResult.Good(says);
        }

        return CheckResult.Bad(says);
    }
}
