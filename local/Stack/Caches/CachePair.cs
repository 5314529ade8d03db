using System.Net;
using Steadfast.Local.Stack.Databases;

namespace Steadfast.Local.Stack.Caches;

/// <summary>A primary and a replica behind one name that moves, as the endpoint of a managed cache does.</summary>
public sealed class CachePair : IAsyncDisposable
{
    private const string Entrance = "web";

    private readonly DatabaseEndpoint _endpoint;

    /// <summary>Prepares it; nothing runs before <see cref="StartAsync"/>.</summary>
    /// <param name="name">Where clients connect.</param>
    /// <param name="first">Where the first server listens.</param>
    /// <param name="second">Where the second one listens.</param>
    /// <param name="memory">How much each takes, for example <c>64mb</c>.</param>
    /// <param name="clock">Clock of deadlines.</param>
    public CachePair(IPEndPoint name, IPEndPoint first, IPEndPoint second, string memory, TimeProvider clock)
    {
        Primary = new(first, memory, clock);
        Replica = new(second, memory, clock);
        _endpoint = new(new Dictionary<string, IPEndPoint> { [Entrance] = name }, clock);
    }

    /// <summary>Entrance at which clients connect.</summary>
    public EndpointEntrance Way => _endpoint[Entrance];

    /// <summary>The server that clients reach.</summary>
    public RedisServer Primary { get; private set; }

    /// <summary>The other one.</summary>
    public RedisServer Replica { get; private set; }

    /// <summary>Starts both and returns when the replica follows.</summary>
    /// <exception cref="CacheException">One did not come up.</exception>
    public async Task StartAsync(CancellationToken ct = default)
    {
        await Task.WhenAll(Primary.StartAsync(ct), Replica.StartAsync(ct));
        await Replica.FollowAsync(Primary, ct);
        _endpoint.MoveTo(Primary.Address);
    }

    /// <summary>Makes the replica the primary, whatever it has missed, and has the name lead to it. Every connection is reset.</summary>
    public async Task FailoverAsync(CancellationToken ct = default)
    {
        await Replica.AskAsync(["REPLICAOF", "NO", "ONE"], ct);
        (Primary, Replica) = (Replica, Primary);
        _endpoint.MoveTo(Primary.Address);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _endpoint.DisposeAsync();
        await Primary.DisposeAsync();
        await Replica.DisposeAsync();
    }
}
