namespace Steadfast.Local.Runtime;

/// <summary>Counts committed events and crashes at the chosen one.</summary>
internal sealed class CrashCounter(CrashPoint? point)
{
    private readonly Lock _gate = new();
    private int _events;
    private bool _crashed;

    public bool IsSet => point is not null;

    /// <summary>
    /// Throws before a commit that holds the chosen event is recorded, and before every commit once the crash has happened.
    /// </summary>
    public void Recording(Commit commit)
    {
        lock (_gate)
        {
            if (point is { When: CrashMoment.Before } && (_crashed || point.Event < _events + commit.Events))
            {
                _crashed = true;
                throw new CrashInjectedException(point);
            }
        }
    }

    /// <summary>Waits until the commit is durable, then throws when it holds the chosen event.</summary>
    public async ValueTask CommittedAsync(Commit commit, ValueTask durable)
    {
        await durable;
        lock (_gate)
        {
            _events += commit.Events;
            if (_crashed || point!.Event < _events)
            {
                _crashed = true;
                throw new CrashInjectedException(point!);
            }
        }
    }
}
