using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Steadfast.Local.Stack.Tests;

/// <summary>What a scripted server does with a connection that asks for anything but the probe path.</summary>
internal enum Behavior
{
    Answer,
    IgnoredReason,
    Hang,
    Reset,
    Close,
    CutOff,
    Garbage,
}

/// <summary>A back end that does what the test says: HTTP on GET, and an echo for anything that is not HTTP.</summary>
internal sealed class ScriptedServer : IAsyncDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _accepting;
    private int _connections;

    public ScriptedServer(string name = "s", IPEndPoint? address = null)
    {
        Name = name;
        _listener.Bind(address ?? Loopback.Any());
        _listener.Listen(2048);
        EndPoint = (IPEndPoint)_listener.LocalEndPoint!;
        _accepting = AcceptAsync();
    }

    public string Name { get; }

    public IPEndPoint EndPoint { get; }

    public Uri Url => new($"http://{EndPoint}/");

    /// <summary>What the probe path answers; 0 never answers.</summary>
    public volatile int Health = 200;

    public volatile int Status = 200;

    public volatile Behavior Behavior;

    public int Connections => Volatile.Read(ref _connections);

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Dispose();
        await _accepting;
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptAsync(_stopping.Token);
                Interlocked.Increment(ref _connections);
                _ = ServeAsync(client);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException or SocketException)
        {
        }
    }

    private async Task ServeAsync(Socket client)
    {
        using (client)
        {
            try
            {
                var buffer = new byte[8192];
                int read = await client.ReceiveAsync(buffer, _stopping.Token);
                string head = Encoding.ASCII.GetString(buffer, 0, read);
                if (head.StartsWith("GET /healthz", StringComparison.Ordinal))
                {
                    await (Health == 0 ? HangAsync() : AnswerAsync(client, Health));
                }
                else if (head.StartsWith("GET ", StringComparison.Ordinal))
                {
                    await BehaveAsync(client);
                }
                else
                {
                    await EchoAsync(client, buffer, read);
                }
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException)
            {
            }
        }
    }

    private Task BehaveAsync(Socket client)
    {
        switch (Behavior)
        {
            case Behavior.Hang:
                return HangAsync();
            case Behavior.Reset:
                client.LingerState = new LingerOption(true, 0);
                return Task.CompletedTask;
            case Behavior.Close:
                return Task.CompletedTask;
            case Behavior.CutOff:
                return SendAsync(client, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly this");
            case Behavior.Garbage:
                return SendAsync(client, "SSH-2.0-OpenSSH\r\n\r\n");
            default:
                return AnswerAsync(client, Status);
        }
    }

    private Task AnswerAsync(Socket client, int status) =>
        SendAsync(client, $"HTTP/1.1 {status} X\r\nX-Served-By: {Name}\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok");

    private async Task EchoAsync(Socket client, byte[] buffer, int read)
    {
        while (read > 0)
        {
            for (int sent = 0; sent < read;)
            {
                sent += await client.SendAsync(buffer.AsMemory(sent, read - sent), _stopping.Token);
            }

            read = await client.ReceiveAsync(buffer, _stopping.Token);
        }

        await SendAsync(client, "bye");
        client.Shutdown(SocketShutdown.Send);
    }

    private Task HangAsync() => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, _stopping.Token);

    private async Task SendAsync(Socket client, string text) => await client.SendAsync(Encoding.ASCII.GetBytes(text), _stopping.Token);
}
