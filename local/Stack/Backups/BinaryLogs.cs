using Steadfast.Local.Stack.Databases;

namespace Steadfast.Local.Stack.Backups;

/// <summary>Binary logs that were kept: with a full backup they lead to any moment after it.</summary>
/// <param name="Files">The files, oldest first.</param>
/// <param name="Bytes">Their size.</param>
internal sealed record BinaryLogs(IReadOnlyList<string> Files, long Bytes)
{
    /// <summary>Copies all logs that a server has, after closing the one it writes to.</summary>
    public static async Task<BinaryLogs> KeepAsync(MariaDbServer server, string folder, CancellationToken ct)
    {
        var names = await server.AskAsync(
            static session =>
            {
                session.Execute("FLUSH BINARY LOGS");
                return session.Column("SHOW BINARY LOGS");
            },
            TimeSpan.FromSeconds(10),
            ct);
        // The last one has just been begun and holds nothing.
        string[] closed = [.. names.SkipLast(1)];
        await ServerProgram.RunAsync("mkdir", ["--", folder], ct);
        await ServerProgram.RunAsync("cp", ["--", .. closed.Select(name => Path.Combine(server.Folder.Data, name)), folder], ct);
        string[] files = [.. closed.Select(name => Path.Combine(folder, name))];
        return new(files, files.Sum(static file => new FileInfo(file).Length));
    }

    /// <summary>Does on another server what was done after one position and up to another.</summary>
    public async Task ApplyAsync(MariaDbServer server, string after, string upTo, CancellationToken ct)
    {
        if (after == upTo)
        {
            return;
        }

        string script = Files[0] + ".sql";
        string[] start = after.Length > 0 ? [$"--start-position={after}"] : [];
        await ServerProgram.RunAsync(
            "mariadb-binlog", ["--no-defaults", .. start, $"--stop-position={upTo}", $"--result-file={script}", "--", .. Files], ct);
        await ServerProgram.RunAsync(
            // Read from standard input: only there is content that is not text taken as it is.
            "bash",
            [
                "-c", "exec mariadb \"$@\" < \"$0\"", script, "--no-defaults", "--user=root", $"--socket={server.Folder.Socket}",
                "--binary-mode",
            ],
            ct);
    }
}
