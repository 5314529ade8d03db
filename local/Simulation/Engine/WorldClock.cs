namespace Steadfast.Local.Simulation.Engine;

/// <summary>The time of a world: it stands still while anything can run, and then jumps to the next timer.</summary>
internal sealed class WorldClock(WorldThread thread, DateTimeOffset start) : TimeProvider
{
    private readonly PriorityQueue<WorldTimer, (long At, long Order)> _timers = new();
    private readonly DateTimeOffset _start = start;
    private DateTimeOffset _now = start;
    private long _order;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <summary>Number of timers that have fired.</summary>
    public long Fired { get; private set; }

    public override DateTimeOffset GetUtcNow()
    {
        thread.Check();
        return _now;
    }

    public override long GetTimestamp() => (GetUtcNow() - _start).Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        thread.Check();
        WorldTimer timer = new(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Jumps to the next timer and fires it. False when there is none up to that time.</summary>
    public bool FireNext(DateTimeOffset until)
    {
        while (_timers.TryPeek(out WorldTimer? next, out var key))
        {
            if (!next.IsArmedAs(key.Order))
            {
                _timers.Dequeue();
                continue;
            }

            if (key.At > until.UtcTicks)
            {
                break;
            }

            _timers.Dequeue();
            _now = key.At > _now.UtcTicks ? new(key.At, TimeSpan.Zero) : _now;
            Fired++;
            next.Fire();
            return true;
        }

        return false;
    }

    private sealed class WorldTimer(WorldClock clock, TimerCallback callback, object? state) : ITimer
    {
        private long _armed = -1;
        private TimeSpan _period;
        private bool _disposed;

        public bool IsArmedAs(long order) => _armed == order;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            _period = period;
            return Arm(dueTime);
        }

        public void Fire()
        {
            _armed = -1;
            if (_period > TimeSpan.Zero)
            {
                Arm(_period);
            }

            callback(state);
        }

        public void Dispose()
        {
            _disposed = true;
            _armed = -1;
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
