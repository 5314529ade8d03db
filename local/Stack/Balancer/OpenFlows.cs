using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Steadfast.Local.Stack.Balancer;

/// <summary>
/// The flows that are open: joins each new client to a back end or refuses it, and ends those that are idle for too long.
/// </summary>
internal sealed class OpenFlows(LoadBalancerOptions options, BackendPool pool)
{
    private readonly ConcurrentDictionary<Flow, Task> _flows = new();
    private long _refused;
    private int _open;

    /// <summary>Clients that were reset because no back end was up or too many flows were open.</summary>
    public long Refused => Interlocked.Read(ref _refused);

    /// <summary>Takes a client over: it gets a flow, or a reset.</summary>
    public void Open(Socket client)
    {
        if (ChooseFor(client) is not { } backend)
        {
            Interlocked.Increment(ref _refused);
            client.Abort();
            return;
        }

        Interlocked.Increment(ref _open);
        var flow = new Flow(client, backend, options.Clock);
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _flows[flow] = ended.Task;
        _ = RunAsync(flow, ended);
    }

    /// <summary>Resets what is idle for too long, until canceled.</summary>
    public Task ReapIdleAsync(CancellationToken ct) => Cadence.RunAsync(options.IdleTimeout / 4, options.Clock, () =>
    {
        foreach (var flow in _flows.Keys)
        {
            if (flow.Idle >= options.IdleTimeout)
            {
                flow.Reset();
            }
        }

        return Task.CompletedTask;
    }, ct);

    /// <summary>Resets every flow and completes when all have ended. No client may be handed over any more.</summary>
    public Task ResetAllAsync()
    {
        foreach (var flow in _flows.Keys)
        {
            flow.Reset();
        }

        return Task.WhenAll(_flows.Values);
    }

    private Backend? ChooseFor(Socket client)
    {
        if (Volatile.Read(ref _open) >= options.MaxFlows)
        {
            return null;
        }

        try
        {
            client.NoDelay = true;
            return pool.Choose((IPEndPoint)client.RemoteEndPoint!);
        }
        catch (SocketException)
        {
            // The client has gone already.
            return null;
        }
    }

    private async Task RunAsync(Flow flow, TaskCompletionSource ended)
    {
        try
        {
            await flow.RunAsync(options.ConnectTimeout);
        }
        finally
        {
            _flows.TryRemove(flow, out _);
            Interlocked.Decrement(ref _open);
            ended.SetResult();
        }
    }
}
