namespace Steadfast.Functions.Platform;

/// <summary>One reading for everybody who wants the same at the same time. Safe to call from anywhere.</summary>
/// <typeparam name="T">What is read.</typeparam>
/// <param name="read">Reads it.</param>
/// <param name="clock">Tells the time.</param>
internal sealed class SharedReading<T>(Func<Task<T>> read, TimeProvider clock)
{
    private readonly Lock _gate = new();
    private DateTimeOffset _began = DateTimeOffset.MinValue;
    private Task<T>? _latest;

    /// <summary>The newest reading if it is young enough, the one that is under way, or a new one.</summary>
    /// <param name="maxAge">How old it may be.</param>
    /// <param name="cancellation">Ends the wait, not the reading, for which others may be waiting.</param>
    public Task<T> ReadAsync(TimeSpan maxAge, CancellationToken cancellation)
    {
        lock (_gate)
        {
            DateTimeOffset now = clock.GetUtcNow();
            if (_latest is null or { IsFaulted: true } or { IsCanceled: true } || (_latest.IsCompleted && (now - _began).Duration() > maxAge))
            {
                _began = now;
                _latest = Task.Run(read, CancellationToken.None);
            }

            return _latest.WaitAsync(cancellation);
        }
    }
}
