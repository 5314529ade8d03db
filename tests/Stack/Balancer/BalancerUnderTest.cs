using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Steadfast.Local.Stack.Balancer;

namespace Steadfast.Local.Stack.Tests.Balancer;

/// <summary>A started balancer with quick probes, and everything it said.</summary>
internal sealed class BalancerUnderTest : IAsyncDisposable
{
    public static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(20);

    public BalancerUnderTest(IEnumerable<IPEndPoint> backends, Func<LoadBalancerOptions, LoadBalancerOptions>? change = null)
    {
        var options = new LoadBalancerOptions(Loopback.Any()) { ProbeInterval = TimeSpan.FromMilliseconds(100) };
        Balancer = new LoadBalancer(change?.Invoke(options) ?? options);
        Balancer.Probed += Probes.Enqueue;
        Balancer.HealthChanged += Changes.Enqueue;
        Balancer.Measured += Samples.Enqueue;
        foreach (var backend in backends)
        {
            Balancer.AddBackend(backend);
        }

        Balancer.Start();
    }

    public LoadBalancer Balancer { get; }

    public ConcurrentQueue<ProbeResult> Probes { get; } = new();

    public ConcurrentQueue<HealthChange> Changes { get; } = new();

    public ConcurrentQueue<MetricSample> Samples { get; } = new();

    public static async Task<BalancerUnderTest> WithAllUpAsync(
        IReadOnlyCollection<IPEndPoint> backends, Func<LoadBalancerOptions, LoadBalancerOptions>? change = null)
    {
        var started = new BalancerUnderTest(backends, change);
        foreach (var backend in backends)
        {
            await started.UpAsync(backend);
        }

        return started;
    }

    public Task UpAsync(IPEndPoint backend) =>
        Balancer.WaitUntilAsync(backend, eligible: true, MaxWait, TestContext.Current.CancellationToken);

    public Task DownAsync(IPEndPoint backend) =>
        Balancer.WaitUntilAsync(backend, eligible: false, MaxWait, TestContext.Current.CancellationToken);

    public BackendStatus StatusOf(IPEndPoint backend) => Balancer.Flows.Single(each => each.Address.Equals(backend));

    /// <summary>A new flow through the balancer.</summary>
    public async Task<Socket> ConnectAsync()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(Balancer.Frontend);
        return socket;
    }

    /// <summary>A new flow that says hello once: <c>hello</c> when it is answered, <c>reset</c> when the flow is reset.</summary>
    public async Task<string> SayHelloAsync()
    {
        try
        {
            using var flow = await ConnectAsync();
            return await flow.EchoAsync("hello");
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.ConnectionReset or SocketError.Shutdown)
        {
            // A reset may arrive while the client connects, sends or receives.
            return "reset";
        }
    }

    public ValueTask DisposeAsync() => Balancer.DisposeAsync();
}

internal static class SocketTalk
{
    /// <summary>Sends a line and reads as much back.</summary>
    public static async Task<string> EchoAsync(this Socket socket, string text)
    {
        await socket.SendAsync(Encoding.ASCII.GetBytes(text));
        var answer = new byte[text.Length];
        int length = 0;
        while (length < answer.Length)
        {
            int read = await socket.ReceiveAsync(answer.AsMemory(length)).AsTask().WaitAsync(BalancerUnderTest.MaxWait);
            if (read == 0)
            {
                break;
            }

            length += read;
        }

        return Encoding.ASCII.GetString(answer, 0, length);
    }

    /// <summary>How the flow ends: <c>reset</c>, or <c>end</c> for an orderly end.</summary>
    public static async Task<string> EndAsync(this Socket socket)
    {
        try
        {
            var rest = new byte[1024];
            while (await socket.ReceiveAsync(rest.AsMemory()).AsTask().WaitAsync(BalancerUnderTest.MaxWait) > 0)
            {
            }

            return "end";
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionReset)
        {
            return "reset";
        }
    }
}
