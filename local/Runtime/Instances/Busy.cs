namespace Steadfast.Local.Runtime;

/// <summary>Counts what runs, and tells when nothing does.</summary>
internal sealed class Busy
{
    private readonly Lock _gate = new();
    private TaskCompletionSource? _idle;
    private int _running;

    public void Enter() => Interlocked.Increment(ref _running);

    public void Exit()
    {
        if (Interlocked.Decrement(ref _running) == 0 && Volatile.Read(ref _idle) is not null)
        {
            Tell();
        }
    }

    /// <summary>Completes when nothing runs.</summary>
    public async Task WhenIdleAsync(CancellationToken cancellation)
    {
        while (Volatile.Read(ref _running) != 0)
        {
            Task idling;
            lock (_gate)
            {
                _idle ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
                idling = _idle.Task;
            }

            // What ended between the first look and the line above told nobody.
            if (Volatile.Read(ref _running) == 0)
            {
                Tell();
            }

            await idling.WaitAsync(cancellation);
        }
    }

    private void Tell()
    {
        lock (_gate)
        {
            _idle?.TrySetResult();
            _idle = null;
        }
    }
}
