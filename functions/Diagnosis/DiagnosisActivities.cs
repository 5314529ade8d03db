using Azure;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using Steadfast.Functions.Azure;

namespace Steadfast.Functions.Diagnosis;

/// <summary>Gathers an <see cref="Observation"/>.</summary>
public sealed class DiagnosisActivities(ScaleSet scaleSet, ProbeMetrics metrics, InstanceProbe probe, TimeProvider clock, ILogger<DiagnosisActivities> log)
{
    /// <summary>Looks at the whole web tier. A part that cannot be read is unknown with its reason; this activity does not fail for it.</summary>
    /// <param name="askedBy">The incident that asks, for the log.</param>
    /// <param name="cancellation">Ends the look.</param>
    [Function(nameof(Observe))]
    public async Task<Observation> Observe([ActivityTrigger] string askedBy, CancellationToken cancellation)
    {
        DateTimeOffset at = clock.GetUtcNow();
        var instances = Attempt("instances", scaleSet.ListAsync, askedBy, cancellation);
        var addresses = Attempt("network interfaces", scaleSet.AddressesAsync, askedBy, cancellation);
        var probes = Attempt("probe metric", metrics.ReadAsync, askedBy, cancellation);
        await Task.WhenAll(instances, addresses, probes);

        if ((await instances).Value is not { } list)
        {
            return new(at, Reading.Unknown((await instances).Problem), []);
        }

        var addressOf = ((await addresses).Value ?? new Dictionary<string, string>()).ToLookup(pair => pair.Value, pair => pair.Key);
        var seen = await Task.WhenAll(list.Select(async instance => await LookAt(instance, addressOf[instance.Id].FirstOrDefault(), await probes, cancellation)));
        return new(at, Reading.Good("read"), seen);
    }

    private async Task<InstanceObservation> LookAt(
        ScaleSetInstance instance, string? address, Part<IReadOnlyDictionary<string, Reading>> probes, CancellationToken cancellation)
    {
        InstanceAnswer answer = address is null
            ? new(false, Reading.Unknown("its address is not known"))
            : await probe.AskAsync(address, cancellation);
        Reading balancer = probes.Value is null ? Reading.Unknown(probes.Problem)
            : address is not null && probes.Value.TryGetValue(address, out Reading? found) ? found
            : Reading.Unknown("the balancer reports nothing for it");
        return new(instance.Id, instance.Zone, address, instance.ProvisioningState, instance.IsChanging, answer.Answered, balancer, answer.Reading, instance.Health);
    }

    private async Task<Part<T>> Attempt<T>(string what, Func<CancellationToken, Task<T>> read, string askedBy, CancellationToken cancellation)
        where T : class
    {
        try
        {
            return new(await read(cancellation), "");
        }
        catch (Exception failure) when (!cancellation.IsCancellationRequested)
        {
            // Whatever went wrong here (ARM, credential, network, an answer of another shape), the other parts still tell something.
            log.PartUnreadable(askedBy, what, failure);
            string code = failure is RequestFailedException refused ? $"{refused.Status} {refused.ErrorCode}".Trim() : failure.GetType().Name;
            return new(null, $"the {what} could not be read ({code})");
        }
    }

    private sealed record Part<T>(T? Value, string Problem) where T : class;
}
