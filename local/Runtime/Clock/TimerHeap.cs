namespace Steadfast.Local.Runtime;

/// <summary>
/// All durable timers of a runtime in one heap on one timer of the clock, so that ten thousand waiting instances cost ten thousand entries.
/// </summary>
internal sealed class TimerHeap : IDisposable
{
    // Timers of the system clock take at most some 49 days; a longer wait is taken in stages.
    private static readonly TimeSpan MaxWait = TimeSpan.FromDays(30);

    private readonly Lock _gate = new();
    private readonly PriorityQueue<Entry, (DateTime At, long Order)> _heap = new();
    private readonly TimeProvider _clock;
    private readonly ITimer _timer;
    private DateTime _armedFor = DateTime.MaxValue;
    private long _order;
    private int _canceled;
    private bool _disposed;

    public TimerHeap(TimeProvider clock)
    {
        _clock = clock;
        _timer = clock.CreateTimer(_ => FireDue(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Calls back once at or after a time. The callback must be quick.</summary>
    public Entry Add(DateTime at, Action<object?> callback, object? state)
    {
        Entry entry = new(callback, state);
        lock (_gate)
        {
            _heap.Enqueue(entry, (at, _order++));
            Arm();
        }

        return entry;
    }

    /// <summary>Takes an entry out; nothing happens when it has fired already.</summary>
    public void Cancel(Entry entry)
    {
        lock (_gate)
        {
            if (entry.IsOver)
            {
                return;
            }

            entry.IsOver = true;
            if (++_canceled > 64 && _canceled > _heap.Count / 2)
            {
                DropCanceled();
            }

            Arm();
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
        }

        _timer.Dispose();
    }

    private void FireDue()
    {
        List<Entry> due = [];
        lock (_gate)
        {
            _armedFor = DateTime.MaxValue;
            DateTime now = _clock.GetUtcNow().UtcDateTime;
            while (_heap.TryPeek(out Entry? next, out var key) && (next.IsOver || key.At <= now))
            {
                _heap.Dequeue();
                if (next.IsOver)
                {
                    _canceled--;
                    continue;
                }

                next.IsOver = true;
                due.Add(next);
            }

            Arm();
        }

        foreach (Entry entry in due)
        {
            entry.Fire();
        }
    }

    /// <summary>Sets the clock's timer to the first entry that is still wanted.</summary>
    private void Arm()
    {
        while (_heap.TryPeek(out Entry? first, out _) && first.IsOver)
        {
            _heap.Dequeue();
            _canceled--;
        }

        DateTime at = _heap.TryPeek(out _, out var key) ? key.At : DateTime.MaxValue;
        if (at == _armedFor || _disposed)
        {
            return;
        }

        _armedFor = at;
        _timer.Change(
            at == DateTime.MaxValue ? Timeout.InfiniteTimeSpan : Wait(at - _clock.GetUtcNow().UtcDateTime), Timeout.InfiniteTimeSpan);
    }

    private static TimeSpan Wait(TimeSpan left)
    {
        TimeSpan wait = new(Math.Clamp(left.Ticks, 0, MaxWait.Ticks));

        // The system timer counts whole milliseconds and would otherwise fire just before the time, again and again.
        return TimeSpan.FromMilliseconds(Math.Ceiling(wait.TotalMilliseconds));
    }

    private void DropCanceled()
    {
        var wanted = _heap.UnorderedItems.Where(item => !item.Element.IsOver).ToArray();
        _heap.Clear();
        _heap.EnqueueRange(wanted.Select(item => (item.Element, item.Priority)));
        _canceled = 0;
    }

    /// <summary>One wait.</summary>
    internal sealed class Entry(Action<object?> callback, object? state)
    {
        public bool IsOver { get; set; }

        public void Fire() => callback(state);
    }
}
