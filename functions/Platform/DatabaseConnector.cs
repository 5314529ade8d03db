using System.Net.Sockets;

namespace Steadfast.Functions.Platform;

/// <summary>Connects to the database over the network of the stack.</summary>
public class DatabaseConnector
{
    /// <summary>Opens a connection; who asked for it closes it.</summary>
    /// <exception cref="SocketException">There is none to be had.</exception>
    public virtual async Task<Stream> ConnectAsync(string host, int port, CancellationToken cancellation)
    {
        Socket socket = new(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(host, port, cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
