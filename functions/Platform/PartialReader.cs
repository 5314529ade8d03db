using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Steadfast.Functions.Platform;

/// <summary>
/// Reads the parts of an observation, each with a deadline of its own (<see cref="StackOptions.ReadTimeout"/>). A part that cannot be read
/// is unknown, with its reason, and is left alone for as long as the platform asks, and for no more than the longest wait; the other parts
/// still tell something. Safe to call from anywhere.
/// </summary>
internal sealed class PartialReader(IOptions<StackOptions> stack, Func<TimeSpan> longestWait, TimeProvider clock, ILogger log)
{
    private readonly ReadPauses _pauses = new(clock, longestWait);

    /// <summary>Reads one part. Throws nothing but at the end of <paramref name="cancellation"/>.</summary>
    /// <param name="part">Name of the part, for people: "network interfaces".</param>
    /// <param name="maxPause">The longest time that it is left alone, whatever the platform asks; null: the longest wait.</param>
    public async Task<PartialReading<T>> ReadAsync<T>(
        string part, Func<CancellationToken, Task<T>> read, string askedBy, CancellationToken cancellation, TimeSpan? maxPause = null)
        where T : class
    {
        if (_pauses.Left(part) is { } left)
        {
            return new(null, $"the {part} could not be read (the platform asks to wait)", left);
        }

        using CancellationTokenSource deadline = new(stack.Value.ReadTimeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellation);
        try
        {
            return new(await read(either.Token), null, null);
        }
        catch (Exception failure) when (!cancellation.IsCancellationRequested)
        {
            // Whatever went wrong here: ARM, the credential, the network, the time, an answer of another shape.
            log.PartUnreadable(askedBy, part, failure);
            ArmFailure why = ArmFailure.Of(failure);
            _pauses.Note(part, why.RetryAfter > maxPause ? maxPause : why.RetryAfter);
            return new(null, $"the {part} could not be read ({why})", why.RetryAfter);
        }
    }
}

/// <summary>Carries one part of an observation.</summary>
/// <param name="Value">The part; null when it could not be read.</param>
/// <param name="Problem">Why it could not be read, for people; null when it could.</param>
/// <param name="RetryAfter">How long the platform asks to wait before the next reading; null when it does not.</param>
internal sealed record PartialReading<T>(T? Value, string? Problem, TimeSpan? RetryAfter) where T : class;

/// <summary>
/// Keeps the pauses that the platform asks for, each for the one kind of reading that it is asked for: that one is left alone, and the
/// others go on as ever. Safe to call from anywhere.
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

    /// <summary>Tells the rest of the pause; null when it may be read.</summary>
    public TimeSpan? Left(string what)
    {
        if (!_asked.TryGetValue(what, out Pause? pause))
        {
            return null;
        }

        TimeSpan left = pause.Length - clock.GetElapsedTime(pause.At);
        return left > TimeSpan.Zero ? left : null;
    }

    private sealed record Pause(long At, TimeSpan Length);
}
