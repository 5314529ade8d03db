using System.Net;
using System.Net.Sockets;
using Steadfast.Functions.Tests.Stage;
using Steadfast.Local.AzureEmulator;

namespace Steadfast.Functions.Tests.Database;

/// <summary>A pair in memory: the primary greets on a real port as long as it is well, and the standby takes over when it is asked to.</summary>
internal sealed class MemoryPair : IDatabaseServers, IDisposable
{
    private static readonly byte[] Greeting = [7, 0, 0, 0, 10, .. "8.4.2\0"u8];

    private readonly IPEndPoint _address;
    private TcpListener? _server;
    private int _failovers;

    public MemoryPair()
    {
        // The address stays the same whoever answers there, so a port is kept for it.
        using TcpListener any = new(IPAddress.Parse($"{LoopbackFront.Next(121, 126)}.8"), 0);
        any.Start();
        _address = (IPEndPoint)any.LocalEndpoint;
    }

    /// <summary>Raised when the primary begins or ceases to answer.</summary>
    public event Action<bool>? Changed;

    public string Host => _address.Address.ToString();

    public int Port => _address.Port;

    public int Failovers => _failovers;

    public bool IsAlive => _server is not null;

    public string PrimaryZone { get; private set; } = "1";

    public string StandbyZone { get; private set; } = "2";

    public Task<PairReading> ObserveAsync(CancellationToken ct) => Task.FromResult(new PairReading(IsAlive, StandbyAnswers: true)
    {
        IoRunning = IsAlive,
        SqlRunning = true,
        InSync = IsAlive ? true : null,
        LagSeconds = 0,
    });

    public Task FailoverAsync(bool planned, CancellationToken ct)
    {
        Interlocked.Increment(ref _failovers);
        (PrimaryZone, StandbyZone) = (StandbyZone, PrimaryZone);
        Serve();
        return Task.CompletedTask;
    }

    public Task RestartAsync(CancellationToken ct)
    {
        Serve();
        return Task.CompletedTask;
    }

    /// <summary>Completes when the next standby is ready; at once where nothing is said.</summary>
    public Task StandbyReady { get; set; } = Task.CompletedTask;

    public Task RestoreRedundancyAsync(CancellationToken ct) => StandbyReady.WaitAsync(ct);

    public void Serve()
    {
        if (_server is null)
        {
            _server = new TcpListener(_address);
            _server.Start();
            _ = GreetAsync(_server);
        }

        Changed?.Invoke(true);
    }

    public void Die()
    {
        _server?.Dispose();
        _server = null;
        Changed?.Invoke(false);
    }

    public void Dispose() => _server?.Dispose();

    private static async Task GreetAsync(TcpListener server)
    {
        try
        {
            while (true)
            {
                using TcpClient client = await server.AcceptTcpClientAsync();
                await client.GetStream().WriteAsync(Greeting);
            }
        }
        catch (Exception ended) when (ended is SocketException or ObjectDisposedException or IOException)
        {
            // It died.
        }
    }
}
