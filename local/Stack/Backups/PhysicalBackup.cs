using Steadfast.Local.Stack.Databases;

namespace Steadfast.Local.Stack.Backups;

/// <summary>
/// A copy of a server's files at one moment, taken while it works, and the position in the binary logs that belongs to it.
/// </summary>
/// <param name="Data">Folder of the files, ready to be a server's data.</param>
/// <param name="Position">Position (GTID) up to which it holds everything; empty when nothing was ever written.</param>
/// <param name="Bytes">Size of the files.</param>
internal sealed record PhysicalBackup(string Data, string Position, long Bytes)
{
    /// <summary>
    /// Takes a backup of a running server into a folder that does not exist yet, beside which the server's user may write.
    /// </summary>
    public static async Task<PhysicalBackup> TakeAsync(MariaDbServer server, string data, CancellationToken ct)
    {
        string[] folders = [$"--target-dir={data}", $"--tmpdir={Path.GetDirectoryName(data)}"];
        await ServerProgram.RunAsync(
            "mariadb-backup", ["--no-defaults", "--backup", "--user=root", $"--socket={server.Folder.Socket}", .. folders], ct);
        await ServerProgram.RunAsync("mariadb-backup", ["--no-defaults", "--prepare", .. folders], ct);
        long bytes = new DirectoryInfo(data).EnumerateFiles("*", SearchOption.AllDirectories).Sum(static file => file.Length);
        return new(data, await PositionAsync(data, ct), bytes);
    }

    private static async Task<string> PositionAsync(string data, CancellationToken ct)
    {
        // binlog.000003	1234	0-1-567
        string line = (await File.ReadAllTextAsync(Path.Combine(data, "xtrabackup_binlog_info"), ct)).Trim();
        return line.Split('\t') is [_, _, var position] ? position : "";
    }
}
