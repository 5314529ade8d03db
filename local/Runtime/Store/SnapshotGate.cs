namespace Steadfast.Local.Runtime;

/// <summary>Lets commits through side by side, and a snapshot only between them: what a snapshot sees is never half of a commit.</summary>
internal sealed class SnapshotGate
{
    private readonly Lock _gate = new();
    private TaskCompletionSource? _reopened;
    private TaskCompletionSource? _drained;
    private int _inside;

    public ValueTask EnterAsync()
    {
        lock (_gate)
        {
            if (_reopened is null)
            {
                _inside++;
                return default;
            }

            return new(WaitAsync(_reopened.Task));
        }
    }

    public void Leave()
    {
        lock (_gate)
        {
            if (--_inside == 0)
            {
                _drained?.TrySetResult();
            }
        }
    }

    /// <summary>Holds new commits off and completes when none is under way.</summary>
    public Task CloseAsync()
    {
        lock (_gate)
        {
            _reopened = new(TaskCreationOptions.RunContinuationsAsynchronously);
            _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
            if (_inside == 0)
            {
                _drained.TrySetResult();
            }

            return _drained.Task;
        }
    }

    public void Open()
    {
        TaskCompletionSource? waiting;
        lock (_gate)
        {
            waiting = _reopened;
            _reopened = null;
            _drained = null;
        }

        waiting?.TrySetResult();
    }

    private async Task WaitAsync(Task open)
    {
        await open;
        await EnterAsync();
    }
}
