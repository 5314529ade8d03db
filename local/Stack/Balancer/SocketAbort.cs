using System.Net.Sockets;

namespace Steadfast.Local.Stack.Balancer;

/// <summary>The end of a connection as a client sees it when a machine goes.</summary>
internal static class SocketAbort
{
    /// <summary>Closes with a TCP reset instead of an orderly end.</summary>
    public static void Abort(this Socket socket)
    {
        try
        {
            socket.LingerState = new LingerOption(enable: true, seconds: 0);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Already closed, or never connected: nobody is left to be told.
        }

        socket.Dispose();
    }
}
