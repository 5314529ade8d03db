using System.Globalization;

namespace Steadfast.Local.Stack.Databases;

/// <summary>
/// A disk without space, made by a limit on how long the server's files may become: it needs no privileges and ends at once. The binary
/// log is made the longest file first, so that the limit meets it and nothing else. A write fails with an error at once; with a disk
/// that is really full MariaDB would let the commit wait for space.
/// </summary>
/// <remarks>
/// The refused write may leave half an event in the binary log. So giving the space back is not enough to go on: the server must be
/// restarted, or a failover must replace it, which is what happens after a full disk anyway.
/// </remarks>
public sealed class DiskFault
{
    private const int FillerRows = 3;
    private static readonly TimeSpan StatementTimeout = TimeSpan.FromSeconds(20);

    private readonly int _process;

    private DiskFault(MariaDbServer server)
    {
        Server = server;
        _process = server.ProcessId ?? 0;
    }

    internal MariaDbServer Server { get; }

    /// <summary>True while it lasts: it ends with the process.</summary>
    public bool IsOn => !_ended && Server.IsRunning && Server.ProcessId == _process;

    private volatile bool _ended;

    /// <summary>Gives the space back. The server still has to be restarted, or replaced by a failover.</summary>
    public async Task EndAsync(CancellationToken ct = default)
    {
        _ended = true;
        if (Server.IsRunning && Server.ProcessId == _process)
        {
            await LimitAsync("unlimited", ct);
        }
    }

    internal static async Task<DiskFault> BeginAsync(MariaDbServer server, CancellationToken ct)
    {
        DiskFault fault = new(server);
        await server.ExecuteAsync(
        [
            "CREATE DATABASE IF NOT EXISTS filler",
            "CREATE OR REPLACE TABLE filler.rows (id INT PRIMARY KEY, content LONGBLOB NOT NULL)",
            .. Enumerable.Range(1, FillerRows)
                .Select(static row => $"INSERT INTO filler.rows VALUES ({row}, REPEAT('x', 8 * 1024 * 1024))"),
            "DROP DATABASE filler",
        ], StatementTimeout, ct);
        string[] log = await server.AskAsync(
            static session =>
                session.Row("SHOW MASTER STATUS") is { } row ? [row["File"] ?? "", row["Position"] ?? ""] : Array.Empty<string>(),
            ct: ct);
        long longest = new DirectoryInfo(server.Folder.Data).EnumerateFiles()
            .Where(file => file.Name != log[0]).Max(static file => file.Length);
        long position = long.Parse(log[1], CultureInfo.InvariantCulture);
        if (position <= longest)
        {
            throw new DatabaseException($"The disk of {server.Options.Name} cannot be filled: its binary log is not its longest file.");
        }

        await fault.LimitAsync(position.ToString(CultureInfo.InvariantCulture), ct);
        return fault;
    }

    private Task LimitAsync(string bytes, CancellationToken ct) =>
        ServerProgram.RunAsync("prlimit", [$"--pid={_process}", $"--fsize={bytes}:"], ct);
}
