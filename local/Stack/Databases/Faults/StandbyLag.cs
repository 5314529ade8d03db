namespace Steadfast.Local.Stack.Databases;

/// <summary>Holds a lock on a table of the standby, so that the thread that applies changes waits for it. Receiving goes on.</summary>
internal sealed class StandbyLag : IAsyncDisposable
{
    private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ManualResetEventSlim _end = new();
    private Task _holding = Task.CompletedTask;

    public static async Task<IAsyncDisposable> BeginAsync(MariaDbServer standby, string table, CancellationToken ct)
    {
        StandbyLag lag = new();
        lag._holding = standby.AskAsync(session => lag.Hold(session, table), TimeSpan.FromSeconds(5), ct);
        await await Task.WhenAny(lag._begun.Task, lag._holding);
        return lag;
    }

    public async ValueTask DisposeAsync()
    {
        _end.Set();
        try
        {
            await _holding;
        }
        catch (DatabaseException)
        {
            // The server was killed meanwhile; the lock went with it.
        }
    }

    private bool Hold(SqlSession session, string table)
    {
        session.Execute($"LOCK TABLES {table} WRITE");
        _begun.SetResult();
        _end.Wait();
        return true;
    }
}
