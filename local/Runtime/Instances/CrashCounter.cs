namespace Steadfast.Local.Runtime;

/// <summary>Counts committed events and crashes at the chosen one.</summary>
internal sealed class CrashCounter(CrashPoint? point)
{
    private readonly Lock gate = new();
    private int events;
    private bool crashed;

    public bool IsSet => point is not null;

    /// <summary>Throws before a commit that holds the chosen event is recorded, and before every commit once the crash has happened.</summary>
    public void Recording(Commit commit)
    {
        lock (gate)
        {
            if (point is { When: CrashMoment.Before } && (crashed || point.Event < events + commit.Events))
            {
                crashed = true;
                throw new CrashInjectedException(point);
            }
        }
    }

    /// <summary>Waits until the commit is durable, then throws when it holds the chosen event.</summary>
    public async ValueTask CommittedAsync(Commit commit, ValueTask durable)
    {
        await durable;
        lock (gate)
        {
            events += commit.Events;
            if (crashed || point!.Event < events)
            {
                crashed = true;
                throw new CrashInjectedException(point!);
            }
        }
    }
}
