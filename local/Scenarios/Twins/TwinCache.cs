using Steadfast.Local.Stack.Caches;

namespace Steadfast.Local.Scenarios.Twins;

/// <summary>The cache of a twin: two real servers behind one name that moves.</summary>
public sealed class TwinCache : IAsyncDisposable
{
    /// <summary>Memory that each of its servers takes.</summary>
    internal const string Memory = "32mb";

    /// <summary>Prepares it; nothing runs before <see cref="StartAsync"/>.</summary>
    /// <param name="addresses">The addresses of the twin.</param>
    /// <param name="clock">Clock of deadlines.</param>
    public TwinCache(TwinAddresses addresses, TimeProvider clock) =>
        Pair = new(addresses.Cache, addresses.CacheServer(1), addresses.CacheServer(2), Memory, clock);

    /// <summary>Both servers.</summary>
    public CachePair Pair { get; }

    /// <summary>The settings with which a web server finds it.</summary>
    public IReadOnlyDictionary<string, string?> Settings =>
        new Dictionary<string, string?> { ["Cache__Connection"] = $"{Pair.Way.Address}" };

    /// <summary>Starts both servers and returns when the replica follows.</summary>
    /// <exception cref="CacheException">One did not come up, or Redis is not installed.</exception>
    public Task StartAsync(CancellationToken ct) => Pair.StartAsync(ct);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Pair.DisposeAsync();
}
