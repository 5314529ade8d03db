namespace Steadfast.Functions.Platform;

/// <summary>Shares one reading among all who want the same at the same time. Safe to call from anywhere.</summary>
/// <param name="isShared">Tells whether a reading that has ended is given to others; null: each that did not fail.</param>
internal sealed class SharedReading<T>(TimeProvider clock, Func<T, bool>? isShared = null)
{
    private readonly Lock _gate = new();
    private DateTimeOffset _began = DateTimeOffset.MinValue;
    private Task<T>? _latest;
    private Task<T>? _ended;

    /// <summary>Returns the newest reading if it is young enough, joins the one that is under way, or begins another.</summary>
    /// <param name="notBefore">A reading that began earlier does not count, UTC; null when any recent one will do.</param>
    /// <param name="cancellation">Ends the wait, not the reading, for which others may be waiting.</param>
    public Task<T> ReadAsync(Func<Task<T>> read, TimeSpan maxAge, DateTime? notBefore, CancellationToken cancellation)
    {
        lock (_gate)
        {
            DateTimeOffset now = clock.GetUtcNow();
            bool isFresh = _latest is { IsFaulted: false, IsCanceled: false }
                && (notBefore is null || _began.UtcDateTime >= notBefore)
                && (!_latest.IsCompleted || ((now - _began).Duration() <= maxAge && isShared?.Invoke(_latest.Result) != false));
            if (!isFresh)
            {
                Begin(read, now);
            }

            return _latest!.WaitAsync(cancellation);
        }
    }

    /// <summary>
    /// Returns the newest reading that has ended, for whoever only watches: without a wait, and another one is begun when it is older than
    /// that. Nothing before the first.
    /// </summary>
    public T? Newest(Func<Task<T>> read, TimeSpan maxAge)
    {
        lock (_gate)
        {
            DateTimeOffset now = clock.GetUtcNow();
            if (_latest is not { IsCompleted: false } && (now - _began).Duration() > maxAge)
            {
                Begin(read, now);
            }

            Keep();
            if (_ended is null)
            {
                return default;
            }

            return _ended.Result;
        }
    }

    private void Begin(Func<Task<T>> read, DateTimeOffset now)
    {
        Keep();
        _began = now;
        _latest = Apart.RunAsync(read);
    }

    private void Keep()
    {
        if (_latest is { IsCompletedSuccessfully: true })
        {
            _ended = _latest;
        }
    }
}

/// <summary>
/// Begins work that nobody who asked for it holds up: not the lock it is begun under, and not the wait of a single caller.
/// </summary>
internal static class Apart
{
    /// <summary>Returns at once; the work begins when its turn has come.</summary>
    public static async Task<T> RunAsync<T>(Func<Task<T>> work)
    {
        // Where there is no scheduler of its own, as on Azure, that is the thread pool.
        await Task.Yield();
        return await work();
    }
}
