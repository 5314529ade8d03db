using System.Net;
using System.Net.Sockets;

namespace Steadfast.Scenarios.Tests;

/// <summary>Another program that listens where it is not expected.</summary>
internal sealed class TcpHold(IPEndPoint address) : IDisposable
{
    private readonly TcpListener _listener = new(address);

    public static TcpHold At(IPEndPoint address)
    {
        TcpHold hold = new(address);
        hold.Take();
        return hold;
    }

    /// <summary>Begins to listen.</summary>
    public void Take() => _listener.Start();

    public void Dispose() => _listener.Dispose();
}
