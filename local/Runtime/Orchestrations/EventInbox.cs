namespace Steadfast.Local.Runtime;

/// <summary>
/// External events of one orchestrator: those that came before anyone waited, and those that are waited for. Names ignore case.
/// </summary>
internal sealed class EventInbox
{
    private readonly Dictionary<string, LinkedList<OpenTask>> _waiting = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<HistoryEvent> _early = [];

    /// <summary>Events that nobody has waited for, in order of arrival.</summary>
    public IReadOnlyList<HistoryEvent> Early => _early;

    /// <summary>True while somebody waits.</summary>
    public bool IsAwaited => _waiting.Values.Any(waiters => waiters.Any(waiter => !waiter.IsOver));

    /// <summary>Waits for the next event of a name; an early one is taken at once.</summary>
    public Task<T> Take<T>(string name, CancellationToken cancellation)
    {
        OpenTask<T> waiter = new();
        int index = _early.FindIndex(raised => string.Equals(raised.Name, name, StringComparison.OrdinalIgnoreCase));
        if (index >= 0)
        {
            HistoryEvent raised = _early[index];
            _early.RemoveAt(index);
            waiter.Complete(raised.Data);
            return waiter.Task;
        }

        if (!_waiting.TryGetValue(name, out var waiters))
        {
            _waiting[name] = waiters = new();
        }

        waiters.AddLast(waiter);
        waiter.Cancellation = cancellation.Register(() => waiter.Cancel(cancellation));
        return waiter.Task;
    }

    /// <summary>Keeps an event without handing it to anyone.</summary>
    public void Keep(HistoryEvent raised) => _early.Add(raised);

    /// <summary>Hands an event to the first who waits for it, or keeps it.</summary>
    public void Raise(HistoryEvent raised)
    {
        if (_waiting.TryGetValue(raised.Name!, out var waiters))
        {
            while (waiters.First is { } first)
            {
                waiters.RemoveFirst();
                if (!first.Value.IsOver)
                {
                    first.Value.Complete(raised.Data);
                    return;
                }
            }
        }

        Keep(raised);
    }
}
