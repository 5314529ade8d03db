namespace Steadfast.Local.Runtime;

/// <summary>
/// The timers of one execution that have not fired, by the number of the action that asked for them. Used only under its instance's gate.
/// </summary>
internal sealed class ArmedTimers(TimerHeap heap)
{
    private readonly Dictionary<int, TimerHeap.Entry> _entries = [];

    /// <summary>Calls back with the message at or after a time.</summary>
    public void Arm(int id, DateTime at, Action<object?> callback, Message fired) => _entries[id] = heap.Add(at, callback, fired);

    /// <summary>Lets go of a timer that fired or is not wanted any more.</summary>
    public void Disarm(int id)
    {
        if (_entries.Remove(id, out TimerHeap.Entry? entry))
        {
            heap.Cancel(entry);
        }
    }

    /// <summary>Lets go of all.</summary>
    public void DisarmAll()
    {
        foreach (TimerHeap.Entry entry in _entries.Values)
        {
            heap.Cancel(entry);
        }

        _entries.Clear();
    }
}
