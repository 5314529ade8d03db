namespace Steadfast.Local.Runtime;

/// <summary>
/// A clock that stands still until it is told to go on. Its timers fire inside <see cref="Advance"/>, one after the other, each at its own time.
/// </summary>
public sealed class VirtualClock : TimeProvider
{
    private readonly Lock gate = new();
    private readonly PriorityQueue<VirtualTimer, (long At, long Order)> timers = new();
    private readonly DateTimeOffset start;
    private DateTimeOffset now;
    private long order;

    /// <summary>Makes a clock that shows a time.</summary>
    /// <param name="start">The time it shows.</param>
    public VirtualClock(DateTimeOffset start)
    {
        this.start = now = start.ToUniversalTime();
    }

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <inheritdoc/>
    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <summary>When the next timer fires; null when there is none.</summary>
    public DateTimeOffset? NextTimer
    {
        get
        {
            lock (gate)
            {
                return Peek(out _) is { } due ? due : null;
            }
        }
    }

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow()
    {
        lock (gate)
        {
            return now;
        }
    }

    /// <inheritdoc/>
    public override long GetTimestamp() => (GetUtcNow() - start).Ticks;

    /// <summary>Goes on, firing every timer on the way at its own time.</summary>
    /// <param name="by">How far; not negative.</param>
    public void Advance(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        DateTimeOffset until = GetUtcNow() + by;
        while (FireNext(until))
        {
        }

        lock (gate)
        {
            now = until > now ? until : now;
        }
    }

    /// <summary>Jumps to the next timer and fires it. False when there is none.</summary>
    public bool AdvanceToNextTimer() => FireNext(DateTimeOffset.MaxValue);

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        VirtualTimer timer = new(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    private bool FireNext(DateTimeOffset until)
    {
        VirtualTimer? next;
        lock (gate)
        {
            if (Peek(out next) is not { } due || due > until)
            {
                return false;
            }

            timers.Dequeue();
            now = due > now ? due : now;
            next!.Fired(now);
        }

        next.Run();
        return true;
    }

    /// <summary>The next timer that is still armed as it was queued; entries that were changed since are thrown away.</summary>
    private DateTimeOffset? Peek(out VirtualTimer? next)
    {
        while (timers.TryPeek(out next, out var key))
        {
            if (next.IsArmedAs(key.Order))
            {
                return new DateTimeOffset(key.At, TimeSpan.Zero);
            }

            timers.Dequeue();
        }

        return null;
    }

    private sealed class VirtualTimer(VirtualClock clock, TimerCallback callback, object? state) : ITimer
    {
        private readonly ExecutionContext? flow = ExecutionContext.Capture();
        private long armed = -1;
        private TimeSpan period;
        private bool disposed;

        public bool IsArmedAs(long order) => armed == order;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock.gate)
            {
                this.period = period;
                return Arm(dueTime);
            }
        }

        public void Fired(DateTimeOffset at)
        {
            armed = -1;
            if (period > TimeSpan.Zero)
            {
                Arm(period);
            }
        }

        public void Run()
        {
            if (flow is null)
            {
                callback(state);
                return;
            }

            ExecutionContext.Run(flow, _ => callback(state), null);
        }

        public void Dispose()
        {
            lock (clock.gate)
            {
                disposed = true;
                armed = -1;
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return default;
        }

        private bool Arm(TimeSpan dueTime)
        {
            armed = -1;
            if (disposed || dueTime < TimeSpan.Zero)
            {
                return !disposed;
            }

            armed = clock.order++;
            clock.timers.Enqueue(this, ((clock.now + dueTime).UtcTicks, armed));
            return true;
        }
    }
}
