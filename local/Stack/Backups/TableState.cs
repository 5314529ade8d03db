using System.Globalization;
using Steadfast.Local.Stack.Databases;

namespace Steadfast.Local.Stack.Backups;

/// <summary>A table at one moment.</summary>
/// <param name="Position">Position in the binary log that belongs to it; empty when it was not asked for.</param>
/// <param name="Values">One column of all rows, sorted.</param>
/// <param name="Checksum">Checksum over all columns of all rows.</param>
internal sealed record TableState(string Position, IReadOnlyList<string> Values, string Checksum)
{
    /// <summary>Reads the table as it is at one moment, while others write, with the position of that moment.</summary>
    public static TableState ReadAtOneMoment(SqlSession session, string table, string column)
    {
        session.Execute("START TRANSACTION WITH CONSISTENT SNAPSHOT");
        var at = session.Pairs("SHOW STATUS LIKE 'Binlog_snapshot_%'");
        var state = Read(session, table, column);
        session.Execute("COMMIT");
        string? position = session.Scalar(
            "SELECT BINLOG_GTID_POS(@p0, @p1)", at["Binlog_snapshot_file"],
            long.Parse(at["Binlog_snapshot_position"], CultureInfo.InvariantCulture));
        return state with { Position = position ?? "" };
    }

    /// <summary>Reads the table.</summary>
    public static TableState Read(SqlSession session, string table, string column) => new(
        "",
        session.Column($"SELECT `{column}` FROM {table} ORDER BY 1"),
        session.Row($"CHECKSUM TABLE {table} EXTENDED")?["Checksum"] ?? "");

    /// <summary>Number of rows it has.</summary>
    public static int CountRows(SqlSession session, string table) =>
        int.Parse(session.Scalar($"SELECT COUNT(*) FROM {table}") ?? "0", CultureInfo.InvariantCulture);
}
