namespace Steadfast.Local.Stack.Databases;

/// <summary>Statements for a server that is, becomes or stops being the primary. Every method may be repeated.</summary>
internal static class PrimaryRole
{
    /// <summary>Tells whether it accepts writes of clients.</summary>
    public static bool IsWritable(SqlSession session) => session.Scalar("SELECT @@global.read_only") == "0";

    /// <summary>Position of its binary log now.</summary>
    public static string Position(SqlSession session) => session.Scalar("SELECT @@global.gtid_binlog_pos") ?? "";

    /// <summary>Makes it accept writes.</summary>
    public static void Open(SqlSession session) => session.Execute("SET GLOBAL read_only = 0");

    /// <summary>
    /// Ends its writing: what is being committed is finished, everything later is refused. Connections of clients are ended,
    /// so that none goes on with a server that refuses it.
    /// </summary>
    public static void Close(SqlSession session, string appUser)
    {
        // Without a bound one long statement of a client would hold it up for as long as it likes.
        session.Execute("SET SESSION lock_wait_timeout = 1");
        session.Execute("SET GLOBAL read_only = 1");
        session.Execute($"KILL HARD USER '{appUser}'");
    }

    /// <summary>Switches on waiting for the standby when it is there; false when it is not there within the time.</summary>
    public static bool WaitForStandby(SqlSession session, TimeSpan wait, TimeProvider clock)
    {
        long started = clock.GetTimestamp();
        while (Status(session, "Rpl_semi_sync_master_clients") == "0")
        {
            if (clock.GetElapsedTime(started) >= wait)
            {
                return false;
            }

            // The server sleeps in place of this thread.
            session.Scalar("SELECT SLEEP(0.005)");
        }

        session.Execute("SET GLOBAL rpl_semi_sync_master_enabled = 1");
        return true;
    }

    /// <summary>Tells whether a commit waits for the standby at this moment.</summary>
    public static bool IsInSync(SqlSession session) =>
        Status(session, "Rpl_semi_sync_master_status") == "ON" && Status(session, "Rpl_semi_sync_master_clients") != "0";

    /// <summary>Switches off waiting for a standby; a server that follows must not wait.</summary>
    public static void WaitForNobody(SqlSession session) => session.Execute("SET GLOBAL rpl_semi_sync_master_enabled = 0");

    private static string? Status(SqlSession session, string name) =>
        session.Pairs($"SHOW GLOBAL STATUS LIKE '{name}'").GetValueOrDefault(name);
}
