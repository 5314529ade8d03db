using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Steadfast.Local.Scenarios.Twins;

/// <summary>The way of the Function App to the database, on which a scenario has something else greet in its place.</summary>
public sealed class GreetingWay(IPEndPoint entrance, IPEndPoint database) : IAsyncDisposable
{
    // Protocol 10, a version, and no more: that much is read by who signs in to nothing.
    private static readonly byte[] MadeUp = [12, 0, 0, 0, 10, .. Encoding.ASCII.GetBytes("8.0.99-lie\0")];

    private readonly TcpListener _listener = new(entrance);
    private readonly CancellationTokenSource _ending = new();
    private Task _accepting = Task.CompletedTask;
    private int _told;
    private volatile bool _lies;

    /// <summary>Number of times that something else has greeted.</summary>
    public int Told => Volatile.Read(ref _told);

    /// <summary>From now on it greets by itself, whatever the database does.</summary>
    public void Lie() => _lies = true;

    /// <summary>Begins to listen.</summary>
    public void Start()
    {
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        _listener.Dispose();
        await _accepting;
        _ending.Dispose();
    }

    private async Task AcceptAsync()
    {
        List<Task> greetings = [];
        try
        {
            while (true)
            {
                greetings.Add(GreetAsync(await _listener.AcceptTcpClientAsync(_ending.Token)));
                greetings.RemoveAll(greeting => greeting.IsCompleted);
            }
        }
        catch (Exception ended) when (ended is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(greetings);
        }
    }

    private async Task GreetAsync(TcpClient client)
    {
        using TcpClient caller = client;
        try
        {
            if (_lies)
            {
                Interlocked.Increment(ref _told);
                await caller.GetStream().WriteAsync(MadeUp, _ending.Token);
            }
            else
            {
                using TcpClient server = new();
                await server.ConnectAsync(database, _ending.Token);
                await server.GetStream().CopyToAsync(caller.GetStream(), _ending.Token);
            }
        }
        catch (Exception ended) when (ended is OperationCanceledException or SocketException or IOException)
        {
            // One of the two hung up, or the run is over.
        }
    }
}
