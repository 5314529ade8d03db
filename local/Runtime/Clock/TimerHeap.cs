namespace Steadfast.Local.Runtime;

/// <summary>All durable timers of a runtime in one heap on one timer of the clock, so that ten thousand waiting instances cost ten thousand entries.</summary>
internal sealed class TimerHeap : IDisposable
{
    // Timers of the system clock take at most some 49 days; a longer wait is taken in stages.
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(30);

    private readonly Lock gate = new();
    private readonly PriorityQueue<Entry, (DateTime At, long Order)> heap = new();
    private readonly TimeProvider clock;
    private readonly ITimer timer;
    private DateTime armedFor = DateTime.MaxValue;
    private long order;
    private int canceled;
    private bool disposed;

    public TimerHeap(TimeProvider clock)
    {
        this.clock = clock;
        timer = clock.CreateTimer(_ => FireDue(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Calls back once at or after a time. The callback must be quick.</summary>
    public Entry Add(DateTime at, Action<object?> callback, object? state)
    {
        Entry entry = new(callback, state);
        lock (gate)
        {
            heap.Enqueue(entry, (at, order++));
            Arm();
        }

        return entry;
    }

    /// <summary>Takes an entry out; nothing happens when it has fired already.</summary>
    public void Cancel(Entry entry)
    {
        lock (gate)
        {
            if (entry.IsOver)
            {
                return;
            }

            entry.IsOver = true;
            if (++canceled > 64 && canceled > heap.Count / 2)
            {
                DropCanceled();
            }

            Arm();
        }
    }

    public void Dispose()
    {
        lock (gate)
        {
            disposed = true;
        }

        timer.Dispose();
    }

    private void FireDue()
    {
        List<Entry> due = [];
        lock (gate)
        {
            armedFor = DateTime.MaxValue;
            DateTime now = clock.GetUtcNow().UtcDateTime;
            while (heap.TryPeek(out Entry? next, out var key) && (next.IsOver || key.At <= now))
            {
                heap.Dequeue();
                if (next.IsOver)
                {
                    canceled--;
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
        while (heap.TryPeek(out Entry? first, out _) && first.IsOver)
        {
            heap.Dequeue();
            canceled--;
        }

        DateTime at = heap.TryPeek(out _, out var key) ? key.At : DateTime.MaxValue;
        if (at == armedFor || disposed)
        {
            return;
        }

        armedFor = at;
        timer.Change(at == DateTime.MaxValue ? Timeout.InfiniteTimeSpan : Wait(at - clock.GetUtcNow().UtcDateTime), Timeout.InfiniteTimeSpan);
    }

    private static TimeSpan Wait(TimeSpan left)
    {
        TimeSpan wait = left < TimeSpan.Zero ? TimeSpan.Zero : left > LongestWait ? LongestWait : left;

        // The system timer counts whole milliseconds and would otherwise fire just before the time, again and again.
        return TimeSpan.FromMilliseconds(Math.Ceiling(wait.TotalMilliseconds));
    }

    private void DropCanceled()
    {
        var wanted = heap.UnorderedItems.Where(item => !item.Element.IsOver).ToArray();
        heap.Clear();
        heap.EnqueueRange(wanted.Select(item => (item.Element, item.Priority)));
        canceled = 0;
    }

    /// <summary>One wait.</summary>
    internal sealed class Entry(Action<object?> callback, object? state)
    {
        public bool IsOver { get; set; }

        public void Fire() => callback(state);
    }
}
