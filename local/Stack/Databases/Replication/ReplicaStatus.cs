using System.Globalization;

namespace Steadfast.Local.Stack.Databases;

/// <summary>State of replication from another server.</summary>
/// <param name="Io">Yes, Connecting or No: whether it receives changes.</param>
/// <param name="SqlRunning">Whether it applies what it has received.</param>
/// <param name="LagSeconds">How far it is behind; null when it cannot say.</param>
/// <param name="Received">Position up to which it has received changes.</param>
/// <param name="IoErrorNumber">Number of the last error in receiving; 0 for none.</param>
/// <param name="SqlErrorNumber">Number of the last error in applying; 0 for none.</param>
internal sealed record ReplicaStatus(string Io, bool SqlRunning, double? LagSeconds, string Received, int IoErrorNumber, int SqlErrorNumber)
{
    // "Got fatal error from master when reading data from binary log": the primary does not have what this server has.
    private const int NotInThePrimarysLog = 1236;

    public bool IoRunning => Io == "Yes";

    public bool Follows => IoRunning && SqlRunning && IoErrorNumber == 0 && SqlErrorNumber == 0;

    /// <summary>True when following on cannot mend it: the two servers have different pasts.</summary>
    public bool Diverged => IoErrorNumber == NotInThePrimarysLog || SqlErrorNumber != 0;

    /// <summary>Reads it; null when the server follows nobody.</summary>
    public static ReplicaStatus? Read(SqlSession session)
    {
        if (session.Row("SHOW SLAVE STATUS") is not { } row)
        {
            return null;
        }

        return new(
            row["Slave_IO_Running"] ?? "No",
            row["Slave_SQL_Running"] == "Yes",
            row["Seconds_Behind_Master"] is { } lag ? double.Parse(lag, CultureInfo.InvariantCulture) : null,
            row["Gtid_IO_Pos"] ?? "",
            Number(row["Last_IO_Errno"]),
            Number(row["Last_SQL_Errno"]));
    }

    private static int Number(string? text) => int.Parse(text ?? "0", CultureInfo.InvariantCulture);
}
