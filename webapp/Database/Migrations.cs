namespace Steadfast.WebApp.Database;

/// <summary>
/// Brings the database's tables to what this version needs. Any number of instances may try at once: one of them works, guarded by a lock
/// that the server itself releases when its holder dies. Each step can be taken twice, because a crash may fall between it and its record.
/// </summary>
internal sealed class Migrations
{
    /// <summary>The steps in order, each makes one table; never changed, only added to.</summary>
    private static readonly string[] Steps =
    [
        """
        CREATE TABLE IF NOT EXISTS notes (
            id BIGINT NOT NULL AUTO_INCREMENT,
            idempotency_key VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
            text VARCHAR(500) CHARACTER SET utf8mb4 NOT NULL,
            created_at DATETIME(6) NOT NULL,
            PRIMARY KEY (id),
            UNIQUE KEY notes_idempotency_key (idempotency_key)
        ) ENGINE = InnoDB
        """,
        """
        CREATE TABLE IF NOT EXISTS write_trials (
            id TINYINT NOT NULL,
            written_at DATETIME(6) NOT NULL,
            PRIMARY KEY (id)
        ) ENGINE = InnoDB
        """,
        """
        CREATE TABLE IF NOT EXISTS note_files (
            note_id BIGINT NOT NULL,
            blob_name VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
            name VARCHAR(100) CHARACTER SET utf8mb4 NOT NULL,
            type VARCHAR(64) CHARACTER SET ascii NOT NULL,
            size BIGINT NOT NULL,
            stored_at DATETIME(6) NOT NULL,
            PRIMARY KEY (note_id),
            UNIQUE KEY note_files_blob_name (blob_name)
        ) ENGINE = InnoDB
        """,
        """
        CREATE TABLE IF NOT EXISTS session_keys (
            id VARCHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
            sealed_key VARBINARY(4096) NOT NULL,
            made_at DATETIME(6) NOT NULL,
            PRIMARY KEY (id)
        ) ENGINE = InnoDB
        """,
    ];

    private const string TablesThere = """
        SELECT COUNT(*) FROM information_schema.tables
        WHERE table_schema = DATABASE() AND table_name IN ('notes', 'write_trials', 'note_files', 'session_keys')
        """;

    private volatile bool _needed = true;

    /// <summary>A table was missing: look again.</summary>
    public void Again() => _needed = true;

    /// <summary>Takes the steps that are missing. Does nothing when they are known to be there; leaves them to another instance that is at it.</summary>
    /// <returns>Whether all is there now.</returns>
    public async Task<bool> RunAsync(DatabaseSession session)
    {
        if (!_needed || await DoneAsync(session) == Steps.Length)
        {
            _needed = false;
            return true;
        }

        // Lock names are the server's, not the database's.
        if (await NumberAsync(session, "SELECT GET_LOCK(CONCAT(DATABASE(), '.migrations'), 0)") != 1)
        {
            return false;
        }

        await session.ExecuteAsync("CREATE TABLE IF NOT EXISTS migrations (step INT NOT NULL, taken_at DATETIME(6) NOT NULL, PRIMARY KEY (step)) ENGINE = InnoDB");
        for (int step = await DoneAsync(session); step < Steps.Length; step++)
        {
            await session.ExecuteAsync(Steps[step]);
            await session.ExecuteAsync("INSERT IGNORE INTO migrations (step, taken_at) VALUES (@step, UTC_TIMESTAMP(6))", ("@step", step + 1));
        }

        await session.ExecuteAsync("DO RELEASE_LOCK(CONCAT(DATABASE(), '.migrations'))");
        _needed = false;
        return true;
    }

    private static async Task<int> DoneAsync(DatabaseSession session)
    {
        try
        {
            // The tables themselves are looked at too: one that was lost is made again.
            return await NumberAsync(session, TablesThere) < Steps.Length
                ? 0
                : await NumberAsync(session, "SELECT COALESCE(MAX(step), 0) FROM migrations");
        }
        catch (Exception e) when (FailurePolicy.KindOf(e) == FailureKind.NoSchema)
        {
            return 0;
        }
    }

    private static async Task<int> NumberAsync(DatabaseSession session, string sql) =>
        (await session.QueryAsync(sql, static row => row.IsDBNull(0) ? 0 : Convert.ToInt32(row.GetValue(0)))).Single();
}
