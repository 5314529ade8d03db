using System.Net.Sockets;

namespace Steadfast.Local.Scenarios.Twins;

/// <summary>Takes connections on a listening socket until it is ended.</summary>
internal static class AcceptLoop
{
    /// <summary>Serves each connection by itself; returns when the socket is closed or the token is cancelled.</summary>
    /// <param name="serve">Serves one connection and closes it. It must not throw.</param>
    public static async Task RunAsync(Socket listener, Func<Socket, Task> serve, CancellationToken ended)
    {
        try
        {
            while (true)
            {
                _ = serve(await listener.AcceptAsync(ended));
            }
        }
        catch (Exception over) when (over is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // It has been ended.
        }
    }
}
