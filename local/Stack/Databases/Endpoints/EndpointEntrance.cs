using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Steadfast.Local.Stack.Balancer;

namespace Steadfast.Local.Stack.Databases;

/// <summary>One address of the endpoint, and what is wrong with the way that leads through it.</summary>
public sealed class EndpointEntrance
{
    private readonly Func<IPEndPoint?> _target;
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly ConcurrentDictionary<EndpointFlow, Task> _flows = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly TimeProvider _clock;
    private readonly Task _accepting;
    private volatile bool _cut;
    private volatile IPEndPoint? _pinned;

    internal EndpointEntrance(string name, IPEndPoint address, Func<IPEndPoint?> target, TimeProvider clock)
    {
        Name = name;
        _target = target;
        _clock = clock;
        Valve = new EndpointValve(clock);
        try
        {
            _listener.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
            _listener.Bind(address);
            _listener.Listen(512);
        }
        catch
        {
            _listener.Dispose();
            throw;
        }

        Address = (IPEndPoint)_listener.LocalEndPoint!;
        _accepting = AcceptAsync();
    }

    /// <summary>Name of the entrance, for example <c>web</c>.</summary>
    public string Name { get; }

    /// <summary>Address that clients connect to.</summary>
    public IPEndPoint Address { get; }

    /// <summary>Connections that are open.</summary>
    public int Connections => _flows.Count;

    internal EndpointValve Valve { get; }

    /// <summary>A partition that is noticed at once: every connection is reset, new ones too, until <see cref="Restore"/>.</summary>
    public void Cut()
    {
        _cut = true;
        ResetFlows();
    }

    /// <summary>
    /// A partition that swallows: connections stay and new ones are accepted, but not a byte passes until <see cref="Restore"/>.
    /// </summary>
    public void Hang() => Valve.Close();

    /// <summary>Every piece of data takes this much longer, in either direction, until <see cref="Restore"/>.</summary>
    public void SlowDown(TimeSpan delay) => Valve.Delay = delay;

    /// <summary>
    /// Whoever comes through here is sent where the endpoint leads now, wherever it leads later, until <see cref="Restore"/>: as a client
    /// does that never looks a name up again.
    /// </summary>
    public void Pin() => _pinned = _target();

    /// <summary>Ends whatever was wrong.</summary>
    public void Restore()
    {
        _cut = false;
        _pinned = null;
        Valve.Open();
    }

    internal void ResetFlows()
    {
        foreach (var flow in _flows.Keys)
        {
            flow.Reset();
        }
    }

    internal void Close()
    {
        _stopping.Cancel();
        _listener.Dispose();
        ResetFlows();
    }

    internal async Task CloseAsync()
    {
        Close();
        await _accepting;
        ResetFlows();
        await Task.WhenAll(_flows.Values);
    }

    private IPEndPoint? Target => _pinned ?? _target();

    private async Task AcceptAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                Open(await _listener.AcceptAsync(_stopping.Token));
            }
            catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
            {
                return;
            }
            catch (SocketException)
            {
                // The client gave up before it was accepted, or the process is out of sockets for a moment.
                await Task.Delay(TimeSpan.FromMilliseconds(5), _clock, CancellationToken.None);
            }
        }
    }

    private void Open(Socket client)
    {
        var target = Target;
        if (_cut || target is null)
        {
            client.Abort();
            return;
        }

        EndpointFlow flow = new(client, target, Valve);
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _flows[flow] = ended.Task;
        // A move or a cut between the question above and the line above has not seen this flow.
        if (_cut || !target.Equals(Target))
        {
            flow.Reset();
        }

        _ = RunAsync(flow, ended);
    }

    private async Task RunAsync(EndpointFlow flow, TaskCompletionSource ended)
    {
        try
        {
            await flow.RunAsync();
        }
        finally
        {
            _flows.TryRemove(flow, out _);
            ended.SetResult();
        }
    }
}
