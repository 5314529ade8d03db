using System.Net;
using System.Net.Sockets;
using Steadfast.Local.Azure;

namespace Steadfast.Functions.Tests.Stage;

/// <summary>A machine in memory: serves on its address while it is well.</summary>
internal sealed class MemoryMachine(MachineSpec spec) : IMachine, IDisposable
{
    private TcpListener? _server;

    public MachineSpec Spec => spec;

    public int Starts { get; private set; }

    public bool Serves => _server is not null;

    /// <summary>What a start leads to; a machine that cannot be healed stays down.</summary>
    public bool ServesAfterStart { get; set; } = true;

    public Task StartAsync(CancellationToken ct)
    {
        Starts++;
        if (ServesAfterStart)
        {
            Serve();
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken ct)
    {
        Die();
        return Task.CompletedTask;
    }

    public Task<bool> ProbeHealthAsync(CancellationToken ct) => Task.FromResult(_server is not null);

    public void Serve()
    {
        _server = new TcpListener(IPAddress.Parse(spec.PrivateIp), spec.Port);
        _server.Start();
        _ = AnswerAsync(_server);
    }

    public void Die()
    {
        _server?.Dispose();
        _server = null;
    }

    public void Dispose() => Die();

    private static async Task AnswerAsync(TcpListener listener)
    {
        try
        {
            while (true)
            {
                using TcpClient client = await listener.AcceptTcpClientAsync();
                if (await client.GetStream().ReadAsync(new byte[4096]) > 0)
                {
                    await client.GetStream().WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok"u8.ToArray());
                }
            }
        }
        catch (Exception ended) when (ended is SocketException or ObjectDisposedException or IOException)
        {
            // The machine died.
        }
    }
}
