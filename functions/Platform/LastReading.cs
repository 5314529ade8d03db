namespace Steadfast.Functions.Platform;

/// <summary>
/// The last reading of one part of an observation. Looks that follow each other closely share it, because each reading counts against what
/// the platform allows in a minute. Safe to call from anywhere.
/// </summary>
internal sealed class LastReading<T>(TimeProvider clock) where T : class
{
    private volatile Taken? _last;

    /// <summary>Returns the last reading if it is young enough, or reads.</summary>
    /// <param name="maxAge">The age that it may have.</param>
    /// <param name="notBefore">A reading that began earlier does not count, UTC; null when any recent one will do.</param>
    public async Task<PartialReading<T>> ReadAsync(Func<Task<PartialReading<T>>> read, TimeSpan maxAge, DateTime? notBefore)
    {
        if (Within(maxAge) is { } young && !(young.At.UtcDateTime < notBefore))
        {
            return new(young.Value, null, null);
        }

        DateTimeOffset began = clock.GetUtcNow();
        PartialReading<T> fresh = await read();
        _last = fresh.Value is { } value ? new(began, value) : _last;
        return fresh;
    }

    /// <summary>The last reading that brought something; null when it is older than that.</summary>
    public Taken? Within(TimeSpan maxAge) => _last is { } last && (clock.GetUtcNow() - last.At).Duration() <= maxAge ? last : null;

    /// <summary>A reading.</summary>
    /// <param name="At">When it began.</param>
    /// <param name="Value">What it brought.</param>
    internal sealed record Taken(DateTimeOffset At, T Value);
}
