using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Steadfast.Functions.Incidents;
using Steadfast.Functions.Platform;

namespace Steadfast.Functions.Instances;

/// <summary>Looks at everything at once, each part with a deadline of its own.</summary>
public sealed class TierObserver(
    ScaleSet scaleSet, Deployments deployments, ProbeMetrics metrics, InstanceProbe probe, IOptions<StackOptions> stack,
    IOptionsMonitor<RecoveryOptions> recovery, TimeProvider clock, ILogger<TierObserver> log)
{
    // Without an address no instance can be asked, so a list of them that was never read is asked for again that soon, whatever pause the
    // platform asks for.
    private static readonly TimeSpan WithoutAddresses = TimeSpan.FromSeconds(15);

    private readonly PartialReader _parts = new(stack, () => recovery.CurrentValue.MaxWait, clock, log);

    // They change seldom, and without them no instance could be asked: the last that were read stand in for those that cannot be.
    private volatile IReadOnlyDictionary<string, string>? _addresses;

    // ARM gives back ten lists a minute, and several incidents and the watchdog look at once.
    private readonly SharedReading<PartialReading<InstanceList>> _lists = new(clock, list => list.Value is not null);
    private readonly SharedReading<PartialReading<DeploymentReading>> _upgrades = new(clock, upgrade => upgrade.Value is not null);

    /// <summary>Looks once. A part that cannot be read is unknown with its reason; nothing is thrown for it.</summary>
    /// <param name="notBefore">What was read earlier does not count, UTC; null when anything recent will do.</param>
    public async Task<TierObservation> ObserveAsync(string askedBy, DateTime? notBefore, CancellationToken cancellation)
    {
        DateTimeOffset at = clock.GetUtcNow();
        TimeSpan shared = recovery.CurrentValue.CheckInterval / 2;
        var reading = _lists.ReadAsync(
            () => _parts.ReadAsync("instances", scaleSet.ListAsync, askedBy, cancellation), shared, notBefore, cancellation);
        var addressing = _parts.ReadAsync(
            "network interfaces", scaleSet.AddressesAsync, askedBy, cancellation, maxPause: _addresses is null ? WithoutAddresses : null);
        var probing = _parts.ReadAsync("probe metric", metrics.ReadAsync, askedBy, cancellation);
        var deploying = _upgrades.ReadAsync(
            () => _parts.ReadAsync("rolling upgrade", deployments.ReadAsync, askedBy, cancellation), shared, notBefore, cancellation);
        var (instances, addresses, probes, deployment) = (await reading, await addressing, await probing, await deploying);

        _addresses = addresses.Value ?? _addresses;
        if (instances.Value is null)
        {
            return new(at, CheckResult.Unknown(instances.Problem!), [], instances.RetryAfter);
        }

        var addressOf = (_addresses ?? new Dictionary<string, string>()).ToLookup(pair => pair.Value, pair => pair.Key);
        var seen = await Task.WhenAll(
            instances.Value.Instances.Select(instance => LookAt(instance, addressOf[instance.Id].FirstOrDefault(), probes, cancellation)));
        return new(at, CheckResult.Good("read"), seen)
        {
            Unnamed = instances.Value.Unnamed,
            Deployment = DeploymentOf(deployment),
        };
    }

    private static CheckResult DeploymentOf(PartialReading<DeploymentReading> reading) => reading.Value switch
    {
        null => CheckResult.Unknown(reading.Problem!),
        { IsRunning: true } running => CheckResult.Bad(running.Detail),
        { } none => CheckResult.Good(none.Detail),
    };

    private async Task<InstanceObservation> LookAt(
        ScaleSetInstance instance, string? address, PartialReading<IReadOnlyDictionary<string, ProbeReading>> probes,
        CancellationToken cancellation)
    {
        (InstanceAnswer answer, InstanceStatusReading status) = await AskAsync(address, cancellation);
        CheckResult balancer = probes.Value switch
        {
            null => CheckResult.Unknown(probes.Problem!),
            var all when address is not null && all.TryGetValue(address, out ProbeReading? found) => found.Since(instance.LastOperationAt),
            _ => CheckResult.Unknown("the balancer reports nothing for it"),
        };
        return new(
            instance.Id, instance.Zone, address, instance.IsStarting ? "starting" : instance.ProvisioningState, instance.IsChanging,
            answer.Answered, balancer, answer.CheckResult, instance.Health)
        {
            Status = status,
            Off = instance.IsOff ? instance.Power : null,
        };
    }

    private async Task<(InstanceAnswer Answer, InstanceStatusReading Status)> AskAsync(string? address, CancellationToken cancellation)
    {
        if (address is null)
        {
            const string Unknown = "its address is not known";
            return (new(false, CheckResult.Unknown(Unknown)), InstanceStatusReading.Unread(Unknown));
        }

        Task<InstanceAnswer> answer = probe.AskAsync(address, cancellation);
        Task<InstanceStatusReading> status = probe.StatusAsync(address, cancellation);
        return (await answer, await status);
    }
}

/// <summary>
/// Shares one look among all who want one at the same time. A hundred open incidents would otherwise ask the platform for the same list a
/// hundred times, and be throttled. Safe to call from anywhere.
/// </summary>
public sealed class SharedTierObservation(TierObserver observer, IOptions<StackOptions> stack, TimeProvider clock)
{
    private readonly SharedReading<TierObservation> _reading = new(clock);

    /// <summary>Returns the newest look if it is young enough, joins the one that is under way, or begins another.</summary>
    /// <param name="notBefore">A look that began earlier does not count, UTC; null when any recent one will do.</param>
    /// <param name="cancellation">Ends the wait, not the look, for which others may be waiting.</param>
    public Task<TierObservation> ObserveAsync(string askedBy, DateTime? notBefore, CancellationToken cancellation) =>
        _reading.ReadAsync(
            () => observer.ObserveAsync(askedBy, notBefore, CancellationToken.None), stack.Value.ObservationMaxAge, notBefore,
            cancellation);

    /// <summary>
    /// Returns the newest look that has ended, for whoever only watches: without a wait, and another one is begun when it is older than
    /// that. Null before the first.
    /// </summary>
    public TierObservation? Newest(string askedBy, TimeSpan maxAge) =>
        _reading.Newest(() => observer.ObserveAsync(askedBy, notBefore: null, CancellationToken.None), maxAge);
}
