using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Steadfast.Local.Bench;

/// <summary>One kept-alive connection. Does as little as an HTTP client can, so that the servers get the machine.</summary>
public sealed class WebappConnection : IDisposable
{
    private static readonly byte[] EndOfHead = "\r\n\r\n"u8.ToArray();
    private static readonly byte[] EndOfChunks = "\r\n0\r\n\r\n"u8.ToArray();

    private readonly Socket _socket =
        new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, ReceiveTimeout = 10_000 };
    private readonly byte[] _answer = new byte[256 * 1024];

    /// <summary>Connects.</summary>
    public WebappConnection(IPEndPoint server) => _socket.Connect(server);

    /// <summary>Sends a request and reads its answer to the end.</summary>
    /// <exception cref="InvalidOperationException">The status is not 200 or 201, or the server closed the connection.</exception>
    public void Ask(ReadOnlySpan<byte> request)
    {
        _socket.Send(request);
        int length = 0;
        do
        {
            int read = _socket.Receive(_answer.AsSpan(length));
            length += read > 0 ? read : throw new InvalidOperationException("the server closed the connection");
        }
        while (!IsComplete(_answer.AsSpan(0, length)));
        if (_answer[9] != '2')
        {
            throw new InvalidOperationException($"the server answered {Encoding.ASCII.GetString(_answer, 0, Math.Min(length, 300))}");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose();

    // HTTP/1.1 200 OK\r\nContent-Length: 11\r\n... or Transfer-Encoding: chunked\r\n...
    private static bool IsComplete(ReadOnlySpan<byte> answer)
    {
        int head = answer.IndexOf(EndOfHead);
        if (head < 0)
        {
            return false;
        }

        var name = "Content-Length: "u8;
        int at = answer[..head].IndexOf(name);
        if (at < 0)
        {
            return answer.EndsWith(EndOfChunks);
        }

        var digits = answer[(at + name.Length)..];
        return answer.Length >= head + EndOfHead.Length + int.Parse(
            digits[..digits.IndexOf((byte)'\r')], NumberStyles.None, CultureInfo.InvariantCulture);
    }
}
