using System.Net;

namespace Steadfast.Local.Stack.Databases;

/// <summary>
/// The stable name of the pair: clients connect here and reach the present primary. A move cuts the connections to the old one, as a
/// changed DNS record and a server that drops its clients do together. It has several entrances, one for each kind of client, so that
/// each can be cut off by itself.
/// </summary>
public sealed class DatabaseEndpoint : IAsyncDisposable
{
    private readonly Dictionary<string, EndpointEntrance> _entrances;
    private IPEndPoint? _target;

    /// <summary>Takes all addresses and accepts at once; until the first move every connection is reset.</summary>
    /// <exception cref="System.Net.Sockets.SocketException">An address is in use.</exception>
    public DatabaseEndpoint(IReadOnlyDictionary<string, IPEndPoint> entrances, TimeProvider clock)
    {
        _entrances = [];
        try
        {
            foreach (var (name, address) in entrances)
            {
                _entrances[name] = new EndpointEntrance(name, address, () => Target, clock);
            }
        }
        catch
        {
            foreach (var each in _entrances.Values)
            {
                each.Close();
            }

            throw;
        }
    }

    /// <summary>The server that clients reach; null while there is none.</summary>
    public IPEndPoint? Target => Volatile.Read(ref _target);

    /// <summary>All entrances.</summary>
    public IReadOnlyCollection<EndpointEntrance> Entrances => _entrances.Values;

    /// <summary>An entrance by name.</summary>
    public EndpointEntrance this[string name] => _entrances.TryGetValue(name, out var entrance)
        ? entrance
        : throw new ArgumentException($"There is no entrance {name}. There are: {string.Join(", ", _entrances.Keys)}.");

    /// <summary>Sends new connections to another server, or nowhere, and resets all that there are.</summary>
    public void MoveTo(IPEndPoint? server)
    {
        Volatile.Write(ref _target, server);
        foreach (var each in _entrances.Values)
        {
            each.ResetFlows();
        }
    }

    /// <summary>Resets all connections and gives the addresses back.</summary>
    public async ValueTask DisposeAsync() => await Task.WhenAll(_entrances.Values.Select(static each => each.CloseAsync()));
}
