using System.Net;

namespace Steadfast.Local.Stack.Balancer;

/// <summary>One back end and its counters. State and choice change only under the pool's lock; byte counts are atomic.</summary>
internal sealed class Backend(IPEndPoint address) : IDisposable
{
    private readonly CancellationTokenSource _removed = new();
    private int _activeFlows;
    private long _connectFailures;
    private long _bytesIn;
    private long _bytesOut;

    public IPEndPoint Address { get; } = address;

    public ProbeState Probe { get; set; }

    public AdminState AdminState { get; set; }

    public long NewFlows { get; set; }

    public DateTimeOffset? LastNewFlowAt { get; set; }

    public CancellationToken Removed => _removed.Token;

    public bool Eligible => AdminState switch
    {
        AdminState.Up => true,
        AdminState.Down => false,
        _ => Probe.Up,
    };

    public void FlowOpened() => Interlocked.Increment(ref _activeFlows);

    public void FlowClosed() => Interlocked.Decrement(ref _activeFlows);

    public void ConnectFailed() => Interlocked.Increment(ref _connectFailures);

    public void Count(bool fromClient, int bytes) => Interlocked.Add(ref fromClient ? ref _bytesIn : ref _bytesOut, bytes);

    public BackendStatus Status() => new(
        Address, Probe.Up, AdminState, Eligible, NewFlows, Volatile.Read(ref _activeFlows),
        Interlocked.Read(ref _connectFailures), Interlocked.Read(ref _bytesIn), Interlocked.Read(ref _bytesOut), LastNewFlowAt);

    public void Dispose() => _removed.Cancel();
}
