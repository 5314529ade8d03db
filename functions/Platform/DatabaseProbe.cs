using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Options;

namespace Steadfast.Functions.Platform;

/// <summary>
/// Connects to the database and reads its greeting, over the same network as the web servers do. It signs in to nothing: the automation has
/// no account there. Never throws for what the database does.
/// </summary>
public sealed class DatabaseProbe(IOptions<StackOptions> stack, TimeProvider clock, DatabaseConnector connector)
{
    private const int HeaderLength = 4;
    private const int MaxPayload = 512;
    private const byte Protocol10 = 10;
    private const byte ErrorPacket = 0xff;

    /// <summary>
    /// Takes one look. Good: it greets. Bad: no connection, or no greeting in time, as of a server that hangs. Unknown: it answers with an
    /// error, so it is alive, but what it would do for the web servers cannot be told from here. A server that blocks hosts which connect
    /// and do not sign in answers so after a while; one that is dead is bad all the same.
    /// </summary>
    public async Task<CheckResult> AskAsync(CancellationToken cancellation)
    {
        if (stack.Value.DatabaseHost.Length == 0)
        {
            return CheckResult.Unknown("no address is configured");
        }

        using CancellationTokenSource deadline = new(stack.Value.DatabaseTimeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellation);
        try
        {
            await using Stream connection = await connector.ConnectAsync(stack.Value.DatabaseHost, stack.Value.DatabasePort, either.Token);
            return Judge(await GreetingAsync(connection, either.Token));
        }
        catch (Exception failure) when (failure is SocketException or IOException)
        {
            SocketError? why = ((failure as SocketException) ?? failure.InnerException as SocketException)?.SocketErrorCode;
            return CheckResult.Bad($"no answer ({why?.ToString() ?? "connection closed"})");
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return CheckResult.Bad($"no answer within {stack.Value.DatabaseTimeout.TotalSeconds:0.##} s");
        }
    }

    /// <summary>
    /// Reads the meaning of the first packet. Source: MySQL client/server protocol, protocol 10 handshake and error packet.
    /// </summary>
    public static CheckResult Judge(ReadOnlySpan<byte> payload) => payload switch
    {
        [Protocol10, .. var rest] => CheckResult.Good($"answers as {Version(rest)}"),
        [ErrorPacket, _, _, ..] => CheckResult.Unknown($"answers with error {BinaryPrimitives.ReadUInt16LittleEndian(payload[1..])}"),
        _ => CheckResult.Bad("no MySQL server answers there"),
    };

    // Three bytes of length, one of sequence; of a longer greeting than any server sends only the beginning is read.
    private static async Task<byte[]> GreetingAsync(Stream stream, CancellationToken cancellation)
    {
        byte[] header = new byte[HeaderLength];
        await stream.ReadExactlyAsync(header, cancellation);
        int length = header[0] | (header[1] << 8) | (header[2] << 16);
        byte[] payload = new byte[Math.Min(length, MaxPayload)];
        await stream.ReadExactlyAsync(payload, cancellation);
        return payload;
    }

    private static string Version(ReadOnlySpan<byte> rest)
    {
        int end = rest.IndexOf((byte)0);
        ReadOnlySpan<byte> version = rest[..Math.Clamp(end, 0, 40)];
        return string.Concat(
            Encoding.ASCII.GetString(version).Where(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '-' or ':'));
    }
}

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
