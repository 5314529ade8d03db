using System.Net.Sockets;
using System.Text;
using Steadfast.Local.AzureEmulator;

namespace Steadfast.Local.Scenarios.Twins;

/// <summary>A machine without a process of its own, for stacks of hundreds: a listener in this process that answers HTTP.</summary>
public sealed class LightMachine(MachineSpec spec) : TwinMachine(spec)
{
    private const int MaxRequest = 8 * 1024;

    private readonly Lock _gate = new();
    private Service? _service;
    private volatile bool _isBroken;

    /// <inheritdoc/>
    public override string Handle => "in this process";

    /// <inheritdoc/>
    public override void Crash() => Exchange(null);

    /// <summary>Nothing will serve on it any more, whatever is done to it.</summary>
    public void Break() => _isBroken = true;

    /// <inheritdoc/>
    public override Task StartAsync(CancellationToken ct)
    {
        Exchange(_isBroken ? null : new(this));
        Tell(_isBroken ? "is started, and nothing serves on it" : "is started");
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override Task StopAsync(CancellationToken ct)
    {
        Tell(Stopping);
        Exchange(null);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override Task ReimageAsync(CancellationToken ct) => Task.CompletedTask;

    /// <inheritdoc/>
    public override Task<bool> ProbeHealthAsync(CancellationToken ct) => Task.FromResult(_service is not null);

    /// <inheritdoc/>
    public override Task<IReadOnlyList<string>> LastOutputAsync(CancellationToken ct) => Task.FromResult<IReadOnlyList<string>>([]);

    /// <inheritdoc/>
    public override ValueTask DisposeAsync()
    {
        Crash();
        return ValueTask.CompletedTask;
    }

    private void Exchange(Service? next)
    {
        lock (_gate)
        {
            _service?.Dispose();
            _service = next;
            next?.Begin();
        }
    }

    /// <summary>One life of the machine's server; disposing it cuts every connection.</summary>
    private sealed class Service(LightMachine owner) : IDisposable
    {
        private readonly Socket _listener = new(SocketType.Stream, ProtocolType.Tcp);
        private readonly CancellationTokenSource _ended = new();
        private readonly byte[] _health = Answer(owner, "text/plain", "ok");
        private readonly byte[] _status = Answer(
            owner, "application/json",
            $$"""{"instance":"{{owner.Id}}","zone":"{{owner.Spec.Zone}}","draining":false,"inFlight":0,"dependencies":[]}""");

        public void Begin()
        {
            _listener.Bind(owner.EndPoint);
            _listener.Listen(512);
            _ = AcceptLoop.RunAsync(_listener, ServeAsync, _ended.Token);
        }

        public void Dispose()
        {
            _ended.Cancel();
            _listener.Dispose();
        }

        private async Task ServeAsync(Socket client)
        {
            using Socket connection = client;
            connection.NoDelay = true;
            byte[] buffer = new byte[MaxRequest];
            int length = 0;
            try
            {
                int read;
                while (length < buffer.Length && (read = await connection.ReceiveAsync(buffer.AsMemory(length), _ended.Token)) > 0)
                {
                    length += read;
                    // Requests here have no body and are not pipelined, so an empty line ends one.
                    if (buffer.AsSpan(0, length).EndsWith("\r\n\r\n"u8))
                    {
                        await connection.SendAsync(buffer.AsSpan(0, length).StartsWith("GET /status "u8) ? _status : _health, _ended.Token);
                        if (buffer.AsSpan(0, length).IndexOf("\r\nConnection: close\r\n"u8) >= 0)
                        {
                            return;
                        }

                        length = 0;
                    }
                }
            }
            catch (Exception ended) when (ended is OperationCanceledException or SocketException)
            {
                // The other side hung up, or this life is over.
            }
        }

        private static byte[] Answer(LightMachine owner, string type, string body) => Encoding.ASCII.GetBytes(
            $"HTTP/1.1 200 OK\r\nContent-Type: {type}\r\nContent-Length: {body.Length}\r\nX-Served-By: {owner.Id}\r\n\r\n{body}");
    }
}
