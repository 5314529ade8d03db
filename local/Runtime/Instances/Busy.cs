namespace Steadfast.Local.Runtime;

/// <summary>Counts what runs, and tells when nothing does.</summary>
internal sealed class Busy
{
    private readonly Lock gate = new();
    private TaskCompletionSource? idle;
    private int running;

    public void Enter() => Interlocked.Increment(ref running);

    public void Exit()
    {
        if (Interlocked.Decrement(ref running) == 0 && Volatile.Read(ref idle) is not null)
        {
            Tell();
        }
    }

    /// <summary>Completes when nothing runs.</summary>
    public async Task WhenIdleAsync(CancellationToken cancellation)
    {
        while (Volatile.Read(ref running) != 0)
        {
            Task idling;
            lock (gate)
            {
                idle ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
                idling = idle.Task;
            }

            // What ended between the first look and the line above told nobody.
            if (Volatile.Read(ref running) == 0)
            {
                Tell();
            }

            await idling.WaitAsync(cancellation);
        }
    }

    private void Tell()
    {
        lock (gate)
        {
            idle?.TrySetResult();
            idle = null;
        }
    }
}
