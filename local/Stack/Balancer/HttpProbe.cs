using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Steadfast.Local.Stack.Balancer;

/// <summary>One HTTP GET on a connection of its own, of which only the status counts. A failure is a result, not an exception.</summary>
internal static class HttpProbe
{
    /// <summary>Answer: a status, or the reason why there is none.</summary>
    public readonly record struct Answer(int? Status, string? Error);

    public static async Task<Answer> GetAsync(IPEndPoint target, string path, TimeSpan timeout, TimeProvider clock, CancellationToken ct)
    {
        using var deadline = new CancellationTokenSource(timeout, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, ct);
        using var socket = new Socket(target.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(target, both.Token);
            string request = $"GET {path} HTTP/1.1\r\nHost: {target}\r\nUser-Agent: Load Balancer Agent\r\nConnection: close\r\n\r\n";
            await socket.SendAsync(Encoding.ASCII.GetBytes(request), both.Token);
            return await ReadStatusAsync(socket, both.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return new(null, $"no answer within {timeout.TotalMilliseconds:0} ms");
        }
        catch (SocketException e)
        {
            return new(null, e.SocketErrorCode.ToString());
        }
    }

    private static async Task<Answer> ReadStatusAsync(Socket socket, CancellationToken ct)
    {
        // "HTTP/1.1 200" is all that is needed; the bound keeps a babbling server from holding the probe.
        var buffer = new byte[256];
        int length = 0;
        while (length < buffer.Length && !buffer.AsSpan(0, length).Contains((byte)'\n'))
        {
            int read = await socket.ReceiveAsync(buffer.AsMemory(length), ct);
            if (read == 0)
            {
                break;
            }

            length += read;
        }

        int? status = StatusOf(buffer.AsSpan(0, length));
        return new(status, status is null ? "no HTTP answer" : null);
    }

    /// <summary>The status of an HTTP/1.x status line, or null when it is none.</summary>
    internal static int? StatusOf(ReadOnlySpan<byte> line) =>
        line.Length >= 12 && line.StartsWith("HTTP/1."u8) && line[8] == ' '
            && int.TryParse(line.Slice(9, 3), out int status) && status is >= 100 and <= 599
            ? status
            : null;
}
