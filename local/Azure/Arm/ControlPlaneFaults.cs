
namespace Steadfast.Local.Azure;

/// <summary>Switches with which a scenario makes the control plane misbehave. Safe from any thread.</summary>
public sealed class ControlPlaneFaults
{
    private readonly Lock _gate = new();
    private readonly Queue<OperationFault> _operations = new();
    private int _throttled;
    private TimeSpan _retryAfter;
    private TaskCompletionSource _release = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The next operation is accepted, touches nothing and ends Failed with this error.</summary>
    public void FailNextOperation(string code = "InternalExecutionError", string message = "An internal execution error occurred.") =>
        Plan(new OperationFault(new OperationError(code, message), Stuck: null));

    /// <summary>The next operation is accepted and stays InProgress, having touched nothing, until <see cref="ReleaseStuckOperations"/>.</summary>
    public void StickNextOperation()
    {
        lock (_gate)
        {
            _operations.Enqueue(new OperationFault(Error: null, _release.Task));
        }
    }

    /// <summary>Operations that are stuck go on as if nothing had been.</summary>
    public void ReleaseStuckOperations()
    {
        lock (_gate)
        {
            _release.SetResult();
            _release = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    /// <summary>That many requests from now on are answered 429 with this Retry-After.</summary>
    public void Throttle(int requests, TimeSpan retryAfter)
    {
        lock (_gate)
        {
            (_throttled, _retryAfter) = (requests, retryAfter);
        }
    }

    /// <summary>Switches everything off; operations that are stuck go on.</summary>
    public void Clear()
    {
        ReleaseStuckOperations();
        lock (_gate)
        {
            _operations.Clear();
            _throttled = 0;
        }
    }

    internal TimeSpan? TakeThrottle()
    {
        lock (_gate)
        {
            return _throttled > 0 && _throttled-- > 0 ? _retryAfter : null;
        }
    }

    internal OperationFault? TakeOperationFault()
    {
        lock (_gate)
        {
            return _operations.TryDequeue(out var fault) ? fault : null;
        }
    }

    private void Plan(OperationFault fault)
    {
        lock (_gate)
        {
            _operations.Enqueue(fault);
        }
    }
}
