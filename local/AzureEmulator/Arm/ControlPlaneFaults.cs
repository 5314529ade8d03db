namespace Steadfast.Local.AzureEmulator;

/// <summary>Switches with which a scenario makes the control plane misbehave. Safe from any thread.</summary>
public sealed class ControlPlaneFaults
{
    private readonly Lock _gate = new();
    private readonly List<OperationFault> _operations = [];
    private int _throttled;
    private TimeSpan _retryAfter;
    private bool _allocationRefused;
    private long _viewLag;
    private TaskCompletionSource _release = new();

    /// <summary>While true, no new instance gets a place: a change of the capacity is accepted and ends with AllocationFailed.</summary>
    public bool AllocationRefused
    {
        get => Volatile.Read(ref _allocationRefused);
        set => Volatile.Write(ref _allocationRefused, value);
    }

    /// <summary>
    /// Age of what views, lists and provisioning states show; actions act on the present all the same. Zero: nothing lags.
    /// </summary>
    public TimeSpan ViewLag
    {
        get => TimeSpan.FromTicks(Interlocked.Read(ref _viewLag));
        set => Interlocked.Exchange(ref _viewLag, value.Ticks);
    }

    /// <summary>The next operations are accepted, touch nothing and end Failed with this error.</summary>
    /// <param name="kind">Only operations of this kind, see <see cref="OperationKind"/>; null means any.</param>
    public void FailNextOperation(
        string code = "InternalExecutionError", string message = "An internal execution error occurred.", string? kind = null,
        int times = 1) =>
        Plan(new(new OperationError(code, message), Stuck: null, kind, times));

    /// <summary>
    /// The next operation is accepted and stays InProgress, having touched nothing, until <see cref="ReleaseStuckOperations"/>.
    /// </summary>
    /// <param name="kind">Only one of this kind, see <see cref="OperationKind"/>; null means any.</param>
    public void StickNextOperation(string? kind = null)
    {
        lock (_gate)
        {
            _operations.Add(new(Error: null, _release.Task, kind, Times: 1));
        }
    }

    /// <summary>Operations that are stuck go on as if nothing had been.</summary>
    public void ReleaseStuckOperations()
    {
        TaskCompletionSource released;
        lock (_gate)
        {
            released = _release;
            _release = new();
        }

        // What goes on may do so on this very thread.
        released.SetResult();
    }

    /// <summary>Answers so many requests from now on with 429 with this Retry-After.</summary>
    public void Throttle(int requests, TimeSpan retryAfter)
    {
        lock (_gate)
        {
            _throttled = requests;
            _retryAfter = retryAfter;
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
            AllocationRefused = false;
            ViewLag = TimeSpan.Zero;
        }
    }

    internal TimeSpan? TakeThrottle()
    {
        lock (_gate)
        {
            return _throttled > 0 && _throttled-- > 0 ? _retryAfter : null;
        }
    }

    internal OperationFault? TakeOperationFault(string kind)
    {
        lock (_gate)
        {
            var index = _operations.FindIndex(fault => fault.Hits(kind));
            if (index < 0)
            {
                return null;
            }

            var fault = _operations[index];
            if (fault.Times > 1)
            {
                _operations[index] = fault with { Times = fault.Times - 1 };
            }
            else
            {
                _operations.RemoveAt(index);
            }

            return fault;
        }
    }

    private void Plan(OperationFault fault)
    {
        lock (_gate)
        {
            _operations.Add(fault);
        }
    }
}
