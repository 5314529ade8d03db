using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Steadfast.Local.AzureEmulator;

namespace Steadfast.Functions.Tests.Stage;

/// <summary>A machine in memory: serves on its address while it is well.</summary>
internal sealed class MemoryMachine(MachineSpec spec) : IMachine, IDisposable
{
    private TcpListener? _server;

    public MachineSpec Spec => spec;

    public int Starts { get; private set; }

    public bool Serves => _server is not null;

    /// <summary>What its health extension finds while it serves.</summary>
    public bool IsHealthy { get; set; } = true;

    /// <summary>What a start leads to; a machine that cannot be healed stays down.</summary>
    public bool ServesAfterStart { get; set; } = true;

    /// <summary>What it answers under a path; "ok" where nothing is said.</summary>
    public ConcurrentDictionary<string, string> Answers { get; } = [];

    /// <summary>What it was asked, as "GET /healthz", the oldest first.</summary>
    public ConcurrentQueue<string> Requests { get; } = [];

    /// <summary>What it has written to its console.</summary>
    public IReadOnlyList<string> Output { get; set; } = [];

    public Task<IReadOnlyList<string>> LastOutputAsync(CancellationToken ct) => Task.FromResult(Output);

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

    public Task<bool> ProbeHealthAsync(CancellationToken ct) => Task.FromResult(_server is not null && IsHealthy);

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

    private async Task AnswerAsync(TcpListener listener)
    {
        try
        {
            while (true)
            {
                using TcpClient client = await listener.AcceptTcpClientAsync();
                byte[] request = new byte[4096];
                if (await client.GetStream().ReadAsync(request) is > 0 and int read)
                {
                    string[] line = Encoding.ASCII.GetString(request, 0, read).Split(' ');
                    Requests.Enqueue($"{line[0]} {line[1]}");
                    string body = Answers.GetValueOrDefault(line[1], "ok");
                    await client.GetStream().WriteAsync(
                        Encoding.UTF8.GetBytes($"HTTP/1.1 200 OK\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\nConnection: close\r\n\r\n{body}"));
                }
            }
        }
        catch (Exception ended) when (ended is SocketException or ObjectDisposedException or IOException)
        {
            // The machine died.
        }
    }
}
