using System.Collections.Concurrent;

namespace Steadfast.Functions.Platform;

/// <summary>
/// The pauses that the platform asks for, each for the one kind of reading that it is asked for: that one is left alone, and the others go
/// on as ever. Safe to call from anywhere.
/// </summary>
/// <param name="clock">Measures time; a clock that is set changes nothing.</param>
/// <param name="longest">The longest pause that is kept.</param>
internal sealed class ReadPauses(TimeProvider clock, Func<TimeSpan> longest)
{
    private readonly ConcurrentDictionary<string, Pause> _asked = [];

    /// <summary>Remembers the pause for a kind of reading.</summary>
    /// <param name="pause">The pause; null when none was asked for.</param>
    public void Note(string what, TimeSpan? pause)
    {
        if (pause is { } time)
        {
            TimeSpan most = longest();
            _asked[what] = new(clock.GetTimestamp(), time < most ? time : most);
        }
    }

    /// <summary>The rest of the pause; null when it may be read.</summary>
    public TimeSpan? Left(string what) =>
        _asked.TryGetValue(what, out Pause? pause) && pause.Length - clock.GetElapsedTime(pause.At) is var left && left > TimeSpan.Zero
            ? left
            : null;

    private sealed record Pause(long At, TimeSpan Length);
}
