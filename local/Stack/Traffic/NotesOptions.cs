namespace Steadfast.Local.Stack.Traffic;

/// <summary>Work of the counting client.</summary>
/// <param name="Target">Where notes are written and read, for example <c>http://127.0.0.1:8080/api/notes</c>.</param>
/// <param name="WritesPerSecond">Notes written per second, whatever the answers; 1 to 5,000.</param>
public sealed record NotesOptions(Uri Target, int WritesPerSecond)
{
    /// <summary>Lists of notes asked for per second; 0 for none. Default 0.</summary>
    public int ReadsPerSecond { get; init; }

    /// <summary>Sets the notes of this run apart from others; letters, digits and dashes. Default random.</summary>
    public string Run { get; init; } = Guid.NewGuid().ToString("N")[..12];

    /// <summary>A request without a complete answer after this long has failed. Default 2 s.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Time for which a write that failed is sent again, with the same key; it has failed for good when this has passed. Zero: never.
    /// Default zero, so that every failure shows.
    /// </summary>
    public TimeSpan RetryFor { get; init; } = TimeSpan.Zero;

    /// <summary>Session to come with, as the header <c>Cookie</c> has it; null for none. Default none.</summary>
    public string? Cookie { get; init; }

    /// <summary>Pause before a write is sent again. Default 50 ms.</summary>
    public TimeSpan RetryPause { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>The client stops by itself after this long. Default 10 minutes.</summary>
    public TimeSpan Duration { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Told of each write that has ended, on any thread; it must return at once. Null, the default: nobody is told.</summary>
    public Action<TrafficSample>? WriteEnded { get; init; }

    /// <summary>Clock of the schedule and of every time that is reported.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
