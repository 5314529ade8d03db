namespace Steadfast.Local.Runtime;

/// <summary>
/// Decides when a queue that is polled with back-off gives a message away. The pause between two looks grows from 50 ms about as fast as
/// time passes without a message, up to the longest interval; a message comes just after a look, which is the worst that can be. A message
/// that the process itself adds wakes the polling.
/// </summary>
internal sealed class PolledQueue(TimeSpan longest)
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(50);

    private readonly Lock _gate = new();
    private DateTime _lastFound = DateTime.MinValue;

    /// <summary>
    /// Time at which a message is found that becomes visible at a moment while nobody wakes the polling: a timer, or a message of another
    /// process.
    /// </summary>
    public DateTime FoundAt(DateTime visible)
    {
        lock (_gate)
        {
            TimeSpan quiet = visible - _lastFound;
            return Next(visible, quiet < longest ? quiet : longest);
        }
    }

    /// <summary>Time at which a message is found that this process adds at a moment.</summary>
    public DateTime WokenAt(DateTime added)
    {
        lock (_gate)
        {
            return Next(added, Shortest);
        }
    }

    // The look that finds an earlier message finds this one too.
    private DateTime Next(DateTime visible, TimeSpan pause)
    {
        if (visible >= _lastFound)
        {
            _lastFound = visible + (pause > Shortest ? pause : Shortest);
        }

        return _lastFound;
    }
}
