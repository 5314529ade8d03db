using System.Globalization;
using System.Net;

namespace Steadfast.Local.Stack.Databases;

/// <summary>Statements for a server that follows another. Every method may be repeated.</summary>
internal static class Replica
{
    /// <summary>Makes the server follow a primary.</summary>
    public static void Follow(SqlSession session, IPEndPoint primary, DatabaseAccounts accounts, bool wasPrimary)
    {
        session.Execute("STOP SLAVE");
        session.Execute(
            $"CHANGE MASTER TO MASTER_HOST='{primary.Address}', MASTER_PORT={primary.Port}, "
            + $"MASTER_USER='{accounts.ReplicationUser}', MASTER_PASSWORD='{accounts.ReplicationPassword}', "
            + "MASTER_CONNECT_RETRY=1, MASTER_HEARTBEAT_PERIOD=1, MASTER_USE_GTID=slave_pos"
            // What it wrote as the primary counts as received.
            + (wasPrimary ? ", MASTER_DEMOTE_TO_SLAVE=1" : ""));
        session.Execute("START SLAVE");
    }

    /// <summary>Applies everything that has been received from a primary that sends no more.</summary>
    /// <exception cref="DatabaseException">It cannot be applied.</exception>
    public static void ApplyAll(SqlSession session, CancellationToken ct)
    {
        session.Execute("STOP SLAVE IO_THREAD");
        while (true)
        {
            ct.ThrowIfCancellationRequested();
            var status = ReplicaStatus.Read(session) ?? throw new DatabaseException("The standby follows nobody.");
            if (status.SqlErrorNumber != 0)
            {
                throw new DatabaseException($"The standby cannot apply what it has received (error {status.SqlErrorNumber}).");
            }

            if (!status.SqlRunning)
            {
                session.Execute("START SLAVE SQL_THREAD");
            }

            if (HasReached(session, status.Received, TimeSpan.FromMilliseconds(500)))
            {
                return;
            }
        }
    }

    /// <summary>Waits until the server has applied everything up to a position; false when it has not in time.</summary>
    public static bool HasReached(SqlSession session, string position, TimeSpan wait) =>
        session.Scalar("SELECT MASTER_GTID_WAIT(@p0, @p1)", position, wait.TotalSeconds.ToString(CultureInfo.InvariantCulture)) == "0";

    /// <summary>Ends following. The server stays read-only.</summary>
    public static void StandAlone(SqlSession session)
    {
        session.Execute("STOP SLAVE");
        session.Execute("RESET SLAVE ALL");
    }
}
