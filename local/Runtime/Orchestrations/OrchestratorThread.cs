namespace Steadfast.Local.Runtime;

/// <summary>
/// Runs everything of one orchestrator on one thread in one order. Continuations that come from elsewhere (the orchestrator awaited
/// something that is not durable) are not run: their order could not be repeated.
/// </summary>
internal sealed class OrchestratorThread : SynchronizationContext
{
    private readonly Queue<(SendOrPostCallback Callback, object? State)> _queue = new();
    private int _owner = Environment.CurrentManagedThreadId;
    private volatile bool _strayed;

    /// <summary>True when something tried to continue the orchestrator from another thread.</summary>
    public bool Strayed => _strayed;

    /// <summary>True on the orchestrator's own thread while it runs.</summary>
    public bool IsCurrent => Current == this && Environment.CurrentManagedThreadId == _owner;

    /// <summary>Goes on on the thread of the caller, when no run is under way.</summary>
    public void Enter() => _owner = Environment.CurrentManagedThreadId;

    public override void Post(SendOrPostCallback d, object? state)
    {
        if (Environment.CurrentManagedThreadId != _owner)
        {
            _strayed = true;
            return;
        }

        _queue.Enqueue((d, state));
    }

    public override void Send(SendOrPostCallback d, object? state) => d(state);

    public override SynchronizationContext CreateCopy() => this;

    /// <summary>Runs until nothing is left to run.</summary>
    public void Drain()
    {
        while (_queue.TryDequeue(out var item))
        {
            item.Callback(item.State);
        }
    }
}
