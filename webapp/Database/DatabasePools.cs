namespace Steadfast.WebApp.Database;

/// <summary>The pools of this process.</summary>
internal sealed class DatabasePools(DatabaseConnector connector, DatabaseLimits limits, TimeProvider clock) : IAsyncDisposable
{
    /// <summary>Connections that read.</summary>
    public DatabasePool Reads { get; } = new(connector, limits, clock);

    /// <summary>Connections that write.</summary>
    public DatabasePool Writes { get; } = new(connector, limits, clock);

    /// <summary>Empties both: no connection that is open now is used again.</summary>
    public Task ClearAsync() => Task.WhenAll(Reads.ClearAsync(Reads.Current), Writes.ClearAsync(Writes.Current));

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Reads.DisposeAsync();
        await Writes.DisposeAsync();
    }
}
