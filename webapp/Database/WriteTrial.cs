namespace Steadfast.WebApp.Database;

/// <summary>
/// Finds out whether the database takes writes, by one. Only a write tells: a full disk or a standby that does not confirm shows in nothing else.
/// However often it is made, and wherever it breaks off, it leaves one row in a table of its own.
/// </summary>
internal static class WriteTrial
{
    private const string Statement =
        "INSERT INTO write_trials (id, written_at) VALUES (1, UTC_TIMESTAMP(6)) ON DUPLICATE KEY UPDATE written_at = UTC_TIMESTAMP(6)";

    /// <summary>Writes. One statement, so that nothing of it stays open on the connection when it fails.</summary>
    public static Task<int> WriteAsync(DatabaseSession session) => session.ExecuteAsync(Statement);
}
