using MySqlConnector;

namespace Steadfast.WebApp.Database;

/// <summary>
/// The connections of one kind of use, kept for reuse by the driver. Emptied by taking another pool in its place: what is in use of the old one is
/// closed when it is given back, so no connection is closed under a request, and of every connection it is known how old it is at most.
/// </summary>
internal sealed class DatabasePool(DatabaseConnector connector, DatabaseLimits limits, TimeProvider clock) : IAsyncDisposable
{
    private volatile Kept _now = new(connector.Pool(), clock.GetTimestamp(), Number: 1);

    /// <summary>The number of the pool that connections come from now.</summary>
    public int Current => _now.Number;

    /// <summary>A connection.</summary>
    public async Task<DatabaseSession> OpenAsync()
    {
        var kept = _now;
        bool young = clock.GetElapsedTime(kept.Since) <= limits.Young;
        try
        {
            return new DatabaseSession(await connector.OpenAsync(kept.Source), young, kept.Number);
        }
        catch (ObjectDisposedException) when (kept != _now)
        {
            // It was emptied a moment ago.
            return await OpenAsync();
        }
    }

    /// <summary>Empties the pool with that number. Many who saw the same trouble empty it once.</summary>
    public async Task ClearAsync(int number)
    {
        var kept = _now;
        if (kept.Number == number)
        {
            Kept next = new(connector.Pool(), clock.GetTimestamp(), number + 1);
            bool isMine = Interlocked.CompareExchange(ref _now, next, kept) == kept;
            await (isMine ? kept : next).Source.DisposeAsync();
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _now.Source.DisposeAsync();

    private sealed record Kept(MySqlDataSource Source, long Since, int Number);
}
