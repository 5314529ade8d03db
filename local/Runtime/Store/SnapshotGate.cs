namespace Steadfast.Local.Runtime;

/// <summary>Lets commits through side by side, and a snapshot only between them: what a snapshot sees is never half of a commit.</summary>
internal sealed class SnapshotGate
{
    private readonly Lock gate = new();
    private TaskCompletionSource? reopened;
    private TaskCompletionSource? drained;
    private int inside;

    public ValueTask EnterAsync()
    {
        lock (gate)
        {
            if (reopened is null)
            {
                inside++;
                return default;
            }

            return new(WaitAsync(reopened.Task));
        }
    }

    public void Leave()
    {
        lock (gate)
        {
            if (--inside == 0)
            {
                drained?.TrySetResult();
            }
        }
    }

    /// <summary>Holds new commits off and completes when none is under way.</summary>
    public Task CloseAsync()
    {
        lock (gate)
        {
            reopened = new(TaskCreationOptions.RunContinuationsAsynchronously);
            drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
            if (inside == 0)
            {
                drained.TrySetResult();
            }

            return drained.Task;
        }
    }

    public void Open()
    {
        TaskCompletionSource? waiting;
        lock (gate)
        {
            waiting = reopened;
            reopened = null;
            drained = null;
        }

        waiting?.TrySetResult();
    }

    private async Task WaitAsync(Task open)
    {
        await open;
        await EnterAsync();
    }
}
