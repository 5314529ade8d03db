using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Steadfast.Functions.Incidents;
using Steadfast.Functions.Platform;

namespace Steadfast.Functions.Instances;

/// <summary>Looks at everything at once, each part with a deadline of its own.</summary>
public sealed class TierObserver(
    ScaleSet scaleSet, Deployments deployments, ProbeMetrics metrics, InstanceProbe probe, IOptions<StackOptions> stack, TimeProvider clock, ILogger<TierObserver> log)
{
    private readonly ReadPauses _pauses = new(clock);

    // They change seldom, and without them no instance could be asked: the last that were read stand in for those that cannot be.
    private volatile IReadOnlyDictionary<string, string>? _addresses;

    /// <summary>One look. A part that cannot be read is unknown with its reason; nothing is thrown for it.</summary>
    /// <param name="askedBy">Who asks, for the log.</param>
    /// <param name="cancellation">Ends the look.</param>
    public async Task<TierObservation> ObserveAsync(string askedBy, CancellationToken cancellation)
    {
        DateTimeOffset at = clock.GetUtcNow();
        var reading = Attempt("instances", scaleSet.ListAsync, askedBy, cancellation);
        var addressing = Attempt("network interfaces", scaleSet.AddressesAsync, askedBy, cancellation);
        var probing = Attempt("probe metric", metrics.ReadAsync, askedBy, cancellation);
        var deploying = Attempt("rolling upgrade", deployments.ReadAsync, askedBy, cancellation);
        var (instances, addresses, probes, deployment) = (await reading, await addressing, await probing, await deploying);

        _addresses = addresses.Value ?? _addresses;
        if (instances.Value is null)
        {
            return new(at, CheckResult.Unknown(instances.Problem), [], instances.RetryAfter);
        }

        var addressOf = (_addresses ?? new Dictionary<string, string>()).ToLookup(pair => pair.Value, pair => pair.Key);
        var seen = await Task.WhenAll(instances.Value.Instances.Select(instance => LookAt(instance, addressOf[instance.Id].FirstOrDefault(), probes, cancellation)));
        return new(at, CheckResult.Good("read"), seen)
        {
            Unnamed = instances.Value.Unnamed,
            Deployment = deployment.Value switch
            {
                null => CheckResult.Unknown(deployment.Problem),
                { IsRunning: true } running => CheckResult.Bad(running.Detail),
                { } none => CheckResult.Good(none.Detail),
            },
        };
    }

    private async Task<InstanceObservation> LookAt(
        ScaleSetInstance instance, string? address, Part<IReadOnlyDictionary<string, ProbeReading>> probes, CancellationToken cancellation)
    {
        (InstanceAnswer answer, InstanceStatusReading status) = address is null
            ? (new(false, CheckResult.Unknown("its address is not known")), InstanceStatusReading.Unread("its address is not known"))
            : await AskAsync(address, cancellation);
        CheckResult balancer = probes.Value switch
        {
            null => CheckResult.Unknown(probes.Problem),
            var all when address is not null && all.TryGetValue(address, out ProbeReading? found) => found.Since(instance.LastOperationAt),
            _ => CheckResult.Unknown("the balancer reports nothing for it"),
        };
        return new(
            instance.Id, instance.Zone, address, instance.IsStarting ? "starting" : instance.ProvisioningState, instance.IsChanging, answer.Answered,
            balancer, answer.CheckResult, instance.Health)
        { Status = status, Off = instance.IsOff ? instance.Power : null };
    }

    private async Task<(InstanceAnswer Answer, InstanceStatusReading Status)> AskAsync(string address, CancellationToken cancellation)
    {
        Task<InstanceAnswer> answer = probe.AskAsync(address, cancellation);
        Task<InstanceStatusReading> status = probe.StatusAsync(address, cancellation);
        return (await answer, await status);
    }

    private async Task<Part<T>> Attempt<T>(string what, Func<CancellationToken, Task<T>> read, string askedBy, CancellationToken cancellation)
        where T : class
    {
        if (_pauses.Left(what) is { } left)
        {
            return new(null, $"the {what} could not be read (the platform asks to wait)", left);
        }

        using CancellationTokenSource deadline = new(stack.Value.ReadTimeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellation);
        try
        {
            return new(await read(either.Token), "", null);
        }
        catch (Exception failure) when (!cancellation.IsCancellationRequested)
        {
            // Whatever went wrong here (ARM, credential, network, time, an answer of another shape), the other parts still tell something.
            log.PartUnreadable(askedBy, what, failure);
            ArmFailure why = ArmFailure.Of(failure);
            _pauses.Note(what, why.RetryAfter);
            return new(null, $"the {what} could not be read ({why})", why.RetryAfter);
        }
    }

    private sealed record Part<T>(T? Value, string Problem, TimeSpan? RetryAfter) where T : class;
}
