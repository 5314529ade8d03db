namespace Steadfast.WebApp.Database;

/// <summary>Keeps what is known about the database: the last look and the last refused write. Safe to use from any thread.</summary>
internal sealed class DatabaseMonitorState
{
    private readonly Lock _gate = new();
    private readonly DatabaseLimits _limits;
    private readonly TimeProvider _clock;
    private long _changed;
    private (FailureKind Kind, long At)? _refused;
    private volatile DatabaseStatus _now;
    private TaskCompletionSource _invalidated = NotInvalidated();

    public DatabaseMonitorState(DatabaseLimits limits, TimeProvider clock)
    {
        _limits = limits;
        _clock = clock;
        _changed = clock.GetTimestamp();
        // Nothing is known yet: requests wait, as they do in the first moments of an outage.
        _now = new DatabaseStatus(DatabaseState.Unreachable, clock.GetUtcNow(), "notLookedYet", null, null);
    }

    /// <summary>State of the database as it is found now.</summary>
    public DatabaseStatus Now => _now;

    /// <summary>Decides how a request that comes in now may use the database.</summary>
    public Admission Admit(bool write)
    {
        lock (_gate)
        {
            return DatabaseStatePolicy.Admit(_now.State, _clock.GetElapsedTime(_changed), write, _limits);
        }
    }

    /// <summary>Takes in a look. Returns what was believed before it and what is believed after.</summary>
    public (DatabaseStatus Before, DatabaseStatus After) Looked(DatabaseCheck look)
    {
        lock (_gate)
        {
            var before = _now;
            if (_invalidated.Task.IsCompleted)
            {
                _invalidated = NotInvalidated();
            }

            var refused = _refused is var (kind, at) ? new RefusedWrite(kind, _clock.GetElapsedTime(at)) : null;
            var (state, error) = DatabaseStatePolicy.Judge(look, refused, _limits);
            var now = _clock.GetUtcNow();
            bool changed = state != before.State;
            if (changed)
            {
                _changed = _clock.GetTimestamp();
            }

            _now = new DatabaseStatus(
                state,
                changed ? now : before.Since,
                error is { } code ? DatabaseFailureException.CodeOf(code) : null,
                now,
                look.Failure is null ? Math.Round(look.Latency.TotalMilliseconds, 1) : null);
            return (before, _now);
        }
    }

    /// <summary>A request has found the database away or changed: a look that found it well is out of date.</summary>
    public void InvalidateStatus()
    {
        lock (_gate)
        {
            if (_now.State is DatabaseState.Ok or DatabaseState.Slow)
            {
                _invalidated.TrySetResult();
            }
        }
    }

    /// <summary>Waits until the next look is due: for that long, or until the last one is invalidated.</summary>
    public async Task UntilDueAsync(TimeSpan rest, CancellationToken cancellation)
    {
        Task invalidated;
        lock (_gate)
        {
            invalidated = _invalidated.Task;
        }

        await await Task.WhenAny(invalidated, Task.Delay(rest, _clock, cancellation));
    }

    /// <summary>A write was refused; the next look takes it into account.</summary>
    public void WriteRefused(FailureKind kind)
    {
        lock (_gate)
        {
            _refused = (kind, _clock.GetTimestamp());
        }
    }

    /// <summary>A write succeeded: what was refused before no longer counts.</summary>
    public void WriteSucceeded()
    {
        if (_refused is not null)
        {
            lock (_gate)
            {
                _refused = null;
            }
        }
    }

    private static TaskCompletionSource NotInvalidated() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
