namespace Steadfast.Local.Runtime;

/// <summary>
/// A clock that stands still until it is told to go on. Its timers fire inside <see cref="Advance"/>, one after the other, each at its own
/// time.
/// </summary>
public sealed class VirtualClock : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly PriorityQueue<VirtualTimer, (long At, long Order)> _timers = new();
    private readonly DateTimeOffset _start;
    private DateTimeOffset _now;
    private long _order;

    /// <summary>Makes a clock that shows a time.</summary>
    public VirtualClock(DateTimeOffset start)
    {
        _start = _now = start.ToUniversalTime();
    }

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <inheritdoc/>
    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <summary>Time at which the next timer fires; null when there is none.</summary>
    public DateTimeOffset? NextTimer
    {
        get
        {
            lock (_gate)
            {
                return Peek(out _) is { } due ? due : null;
            }
        }
    }

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
        {
            return _now;
        }
    }

    /// <inheritdoc/>
    public override long GetTimestamp() => (GetUtcNow() - _start).Ticks;

    /// <summary>Goes on, firing every timer on the way at its own time.</summary>
    /// <param name="by">How far; not negative.</param>
    public void Advance(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        DateTimeOffset until = GetUtcNow() + by;
        while (FireNext(until))
        {
        }

        lock (_gate)
        {
            _now = until > _now ? until : _now;
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
        lock (_gate)
        {
            if (Peek(out next) is not { } due || due > until)
            {
                return false;
            }

            _timers.Dequeue();
            _now = due > _now ? due : _now;
            next!.Fired(_now);
        }

        next.Run();
        return true;
    }

    /// <summary>The next timer that is still armed as it was queued; entries that were changed since are thrown away.</summary>
    private DateTimeOffset? Peek(out VirtualTimer? next)
    {
        while (_timers.TryPeek(out next, out var key))
        {
            if (next.IsArmedAs(key.Order))
            {
                return new DateTimeOffset(key.At, TimeSpan.Zero);
            }

            _timers.Dequeue();
        }

        return null;
    }

    private sealed class VirtualTimer(VirtualClock clock, TimerCallback callback, object? state) : ITimer
    {
        private readonly ExecutionContext? _flow = ExecutionContext.Capture();
        private long _armed = -1;
        private TimeSpan _period;
        private bool _disposed;

        public bool IsArmedAs(long order) => _armed == order;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock._gate)
            {
                _period = period;
                return Arm(dueTime);
            }
        }

        public void Fired(DateTimeOffset at)
        {
            _armed = -1;
            if (_period > TimeSpan.Zero)
            {
                Arm(_period);
            }
        }

        public void Run()
        {
            if (_flow is null)
            {
                callback(state);
                return;
            }

            ExecutionContext.Run(_flow, _ => callback(state), null);
        }

        public void Dispose()
        {
            lock (clock._gate)
            {
                _disposed = true;
                _armed = -1;
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return default;
        }

        private bool Arm(TimeSpan dueTime)
        {
            _armed = -1;
            if (_disposed || dueTime < TimeSpan.Zero)
            {
                return !_disposed;
            }

            _armed = clock._order++;
            clock._timers.Enqueue(this, ((clock._now + dueTime).UtcTicks, _armed));
            return true;
        }
    }
}
