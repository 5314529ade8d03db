using System.Net;
using System.Net.Sockets;

namespace Steadfast.Local.Scenarios.Twins;

/// <summary>Stands in for a web application that is broken in itself: takes its address and answers everything with 500.</summary>
internal sealed class ErrorServer : IDisposable
{
    private const int MaxRequest = 8 * 1024;

    private readonly Socket _listener = new(SocketType.Stream, ProtocolType.Tcp);
    private readonly CancellationTokenSource _ended = new();
    private readonly byte[] _answer;

    private ErrorServer(string id) => _answer = System.Text.Encoding.ASCII.GetBytes(
        $"HTTP/1.1 500 Internal Server Error\r\nContent-Type: text/plain\r\nContent-Length: 5\r\nX-Served-By: {id}\r\nConnection: "
            + "close\r\n\r\nerror");

    /// <summary>Listens.</summary>
    /// <param name="id">Number of the instance that it stands for.</param>
    /// <exception cref="SocketException">The address is still taken.</exception>
    public static ErrorServer Start(IPEndPoint address, string id)
    {
        ErrorServer server = new(id);
        try
        {
            server._listener.Bind(address);
            server._listener.Listen(512);
        }
        catch (SocketException)
        {
            server.Dispose();
            throw;
        }

        _ = AcceptLoop.RunAsync(server._listener, server.AnswerAsync, server._ended.Token);
        return server;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _ended.Cancel();
        _listener.Dispose();
    }

    private async Task AnswerAsync(Socket client)
    {
        using Socket connection = client;
        byte[] buffer = new byte[MaxRequest];
        try
        {
            if (await connection.ReceiveAsync(buffer, _ended.Token) > 0)
            {
                await connection.SendAsync(_answer, _ended.Token);
                connection.Shutdown(SocketShutdown.Send);
            }
        }
        catch (Exception ended) when (ended is OperationCanceledException or SocketException)
        {
            // The other side hung up, or it has been ended.
        }
    }
}
