namespace Steadfast.WebApp.Database;

/// <summary>Keeps what is known about the database: the last look and the last refused write. Safe to use from any thread.</summary>
internal sealed class DatabaseSight
{
    private readonly Lock _gate = new();
    private readonly DatabaseLimits _limits;
    private readonly TimeProvider _clock;
    private long _changed;
    private (FailureKind Kind, long At)? _refused;
    private volatile Sighting _now;

    public DatabaseSight(DatabaseLimits limits, TimeProvider clock)
    {
        _limits = limits;
        _clock = clock;
        _changed = clock.GetTimestamp();
        // Nothing is known yet: requests wait, as they do in the first moments of an outage.
        _now = new Sighting(DatabaseState.Unreachable, clock.GetUtcNow(), "notLookedYet", null, null);
    }

    /// <summary>How it is found now.</summary>
    public Sighting Now => _now;

    /// <summary>How a request that comes in now may use the database.</summary>
    public Admission Admit(bool write)
    {
        lock (_gate)
        {
            return DatabaseStatePolicy.Admit(_now.State, _clock.GetElapsedTime(_changed), write, _limits);
        }
    }

    /// <summary>Takes in a look. Returns what was believed before it and what is believed after.</summary>
    public (Sighting Before, Sighting After) Looked(Look look)
    {
        lock (_gate)
        {
            var before = _now;
            var refused = _refused is var (kind, at) ? new RefusedWrite(kind, _clock.GetElapsedTime(at)) : null;
            var (state, error) = DatabaseStatePolicy.Judge(look, refused, _limits);
            var now = _clock.GetUtcNow();
            bool changed = state != before.State;
            if (changed)
            {
                _changed = _clock.GetTimestamp();
            }

            _now = new Sighting(
                state,
                changed ? now : before.Since,
                error is { } code ? DatabaseFailureException.CodeOf(code) : null,
                now,
                look.Failure is null ? Math.Round(look.Latency.TotalMilliseconds, 1) : null);
            return (before, _now);
        }
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
}
