using System.Text.Json.Serialization;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using Steadfast.Functions.Platform;

namespace Steadfast.Functions.Instances;

/// <summary>Saves what an instance can tell before its disk, or all of it, is gone.</summary>
public sealed class EvidenceActivities(
    ScaleSet scaleSet, InstanceProbe probe, BootDiagnostics diagnostics, EvidenceStore store, TimeProvider clock,
    ILogger<EvidenceActivities> log)
{
    // A character of the end that is kept may take some bytes.
    private const int MaxLogBytes = 4 * EvidenceText.MaxLength;

    private const double ShareForReading = 0.75;

    /// <summary>Carries the input of <see cref="CollectEvidence"/>.</summary>
    /// <param name="Id">Id under which it will be read.</param>
    /// <param name="Target">Number of the instance.</param>
    /// <param name="Deadline">How long it may take.</param>
    /// <param name="AskedBy">The incident.</param>
    public sealed record EvidenceInput(string Id, string Target, TimeSpan Deadline, string AskedBy)
    {
        /// <summary>Gets when it was asked for, UTC, which is the same in every try; null when a version before has asked.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public DateTimeOffset? At { get; init; }
    }

    /// <summary>
    /// Reads status, last requests, instance view and boot log side by side. What cannot be read in time is missing with its reason; this
    /// activity does not fail for it, and never takes longer than its deadline.
    /// </summary>
    [Function(nameof(CollectEvidence))]
    public async Task<Evidence> CollectEvidence([ActivityTrigger] EvidenceInput input, CancellationToken cancellation)
    {
        DateTimeOffset at = input.At ?? clock.GetUtcNow();
        // What was read must still be kept within the deadline.
        TimeSpan forReading = store.IsOn ? input.Deadline * ShareForReading : input.Deadline;
        using CancellationTokenSource deadline = new(forReading, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellation);
        Task<string> address = AddressAsync(input.Target, either.Token);
        EvidencePart[] parts = await Task.WhenAll(
            Attempt("status", () => AnswerAsync(address, InstanceProbe.StatusPath, either.Token)),
            Attempt("lastRequests", () => AnswerAsync(address, InstanceProbe.LastRequestsPath, either.Token)),
            Attempt("instanceView", () => scaleSet.InstanceViewAsync(input.Target, either.Token)),
            Attempt("bootDiagnostics", () => diagnostics.LastOutputAsync(input.Target, MaxLogBytes, either.Token)));
        return await KeepAsync(new(input.Id, input.Target, at, parts), input, cancellation);

        async Task<EvidencePart> Attempt(string source, Func<Task<string>> read)
        {
            try
            {
                // Waited for with the token as well: a source that does not heed it must not hold up the repair.
                return new(source, EvidenceText.Fit(await read().WaitAsync(either.Token)), null);
            }
            catch (Exception failure) when (!cancellation.IsCancellationRequested)
            {
                string problem = WhyNot(failure);
                log.EvidenceMissing(input.AskedBy, source, input.Target, problem);
                return new(source, "", problem);
            }
        }

        string WhyNot(Exception failure)
        {
            if (deadline.IsCancellationRequested)
            {
                return $"not read within {forReading.TotalSeconds:0.##} s";
            }

            if (failure is UnreadException)
            {
                return failure.Message;
            }

            return $"not read ({ArmFailure.Of(failure)})";
        }
    }

    // Where the container cannot be used it is kept with the incident, as without one.
    private async Task<Evidence> KeepAsync(Evidence evidence, EvidenceInput input, CancellationToken cancellation)
    {
        if (!store.IsOn)
        {
            return evidence;
        }

        using CancellationTokenSource deadline = new(input.Deadline * (1 - ShareForReading), clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellation);
        try
        {
            return await store.SaveAsync(evidence, either.Token);
        }
        catch (EvidenceAwayException away) when (!cancellation.IsCancellationRequested)
        {
            log.EvidenceNotStored(input.AskedBy, input.Target, away.InnerException!.GetType().Name);
            return evidence;
        }
    }

    private async Task<string> AddressAsync(string instanceId, CancellationToken cancellation)
    {
        var addresses = await scaleSet.AddressesAsync(cancellation);
        return addresses.FirstOrDefault(pair => pair.Value == instanceId).Key ?? throw new UnreadException("its address is not known");
    }

    private async Task<string> AnswerAsync(Task<string> address, string path, CancellationToken cancellation)
    {
        AnsweredText answer = await probe.ReadAsync(await address, path, cancellation);
        if (answer.Problem is { } problem)
        {
            throw new UnreadException(problem);
        }

        return answer.Text;
    }

    private sealed class UnreadException(string problem) : Exception(problem);
}
