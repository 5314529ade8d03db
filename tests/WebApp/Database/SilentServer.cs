using System.Net;
using System.Net.Sockets;

namespace Steadfast.WebApp.Tests.Database;

/// <summary>A server that greets as MySQL does, offers TLS, and falls silent when the client begins the handshake.</summary>
public sealed class SilentServer : IAsyncDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _accepting;
    private int _handshakes;

    public SilentServer()
    {
        _listener.Bind(Loopback.Any());
        _listener.Listen();
        _accepting = AcceptAsync();
    }

    public IPEndPoint Address => (IPEndPoint)_listener.LocalEndPoint!;

    /// <summary>How many clients began a handshake.</summary>
    public int Handshakes => Volatile.Read(ref _handshakes);

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Dispose();
        await _accepting;
    }

    private async Task AcceptAsync()
    {
        List<Task> clients = [];
        try
        {
            while (true)
            {
                clients.Add(GreetAsync(await _listener.AcceptAsync(_stopping.Token)));
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(clients);
        }
    }

    private async Task GreetAsync(Socket client)
    {
        using (client)
        {
            try
            {
                await client.SendAsync(Greeting(), _stopping.Token);
                var heard = new byte[4096];
                for (int parts = 0; await client.ReceiveAsync(heard, _stopping.Token) > 0; parts++)
                {
                    if (parts == 0)
                    {
                        Interlocked.Increment(ref _handshakes);
                    }
                }
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException)
            {
                // The client has given up, or the test is over.
            }
        }
    }

    /// <summary>Protocol 10: version, thread, capabilities (4.1, TLS, authentication plug-ins), the server's random bytes.</summary>
    private static byte[] Greeting()
    {
        byte[] payload =
        [
            10, .. "8.4.0\0"u8, 1, 0, 0, 0, .. "12345678"u8, 0,
            // low capabilities, character set, status, high capabilities, length of the random bytes, ten that are reserved
            0x09, 0x8a, 45, 2, 0, 0x08, 0x00, 21, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
            .. "123456789012\0"u8, .. "mysql_native_password\0"u8,
        ];
        return [(byte)payload.Length, 0, 0, 0, .. payload];
    }
}
