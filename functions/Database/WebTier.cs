using Steadfast.Functions.Incidents;
using Steadfast.Functions.Platform;

namespace Steadfast.Functions.Database;

/// <summary>
/// Asks every web server how it finds the database. Their addresses are remembered, so that a look costs the control plane nothing and
/// works while it is away. Safe to call from anywhere.
/// </summary>
public sealed class WebTier(ScaleSet scaleSet, InstanceProbe probe, TimeProvider clock)
{
    // An instance that is new is asked half a minute later than it could be; one that is gone does not answer and so says nothing.
    private static readonly TimeSpan AddressesMaxAge = TimeSpan.FromSeconds(30);

    // A control plane that hangs must not hold up a look that can do with the addresses of before.
    private static readonly TimeSpan MaxRefresh = TimeSpan.FromSeconds(5);

    private volatile AddressList? _known;

    /// <summary>Looks at all of them once.</summary>
    public async Task<WebTierView> ObserveAsync(CancellationToken cancellation) => WebTierView.Of(await AskAsync(cancellation));

    /// <summary>Reads the word of each of them.</summary>
    public async Task<IReadOnlyList<InstanceReport>> AskAsync(CancellationToken cancellation) => await Task.WhenAll(
        (await AddressesAsync(cancellation)).Select(async instance =>
            new InstanceReport(instance.Id, instance.Address, await probe.StatusAsync(instance.Address, cancellation))));

    /// <summary>Lists the web servers and their addresses, by number.</summary>
    public async Task<IReadOnlyList<(string Id, string Address)>> AddressesAsync(CancellationToken cancellation)
    {
        AddressList? known = _known;
        DateTimeOffset now = clock.GetUtcNow();
        if (known is not null && now - known.At < AddressesMaxAge)
        {
            return known.Instances;
        }

        try
        {
            IReadOnlyDictionary<string, string> owners = await BoundedRead.RunAsync(
                scaleSet.AddressesAsync, clock, cancellation, known is null ? null : MaxRefresh);
            known = new(
                now,
                [
                    .. owners.Select(owner => (Id: owner.Value, Address: owner.Key))
                        .OrderBy(owner => owner.Id.Length).ThenBy(owner => owner.Id, StringComparer.Ordinal),
                ]);
        }
        catch (Exception) when (known is not null && !cancellation.IsCancellationRequested)
        {
            known = known with { At = now };
        }

        _known = known;
        return known.Instances;
    }

    private sealed record AddressList(DateTimeOffset At, IReadOnlyList<(string Id, string Address)> Instances);
}
