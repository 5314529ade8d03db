using System.ComponentModel;
using Steadfast.Local.Stack.Processes;

namespace Steadfast.Local.Stack.Databases;

/// <summary>Runs one of MariaDB's programs to its end, as the user that the servers run as.</summary>
internal static class ServerProgram
{
    /// <summary>Packages of Debian that hold the programs; Ubuntu names them alike.</summary>
    public const string Packages = "mariadb-server and mariadb-backup";

    private const int MaxLines = 20;

    /// <summary>Returns what it wrote once it has ended well.</summary>
    /// <exception cref="DatabaseException">It is missing or ended badly; the message holds its last lines.</exception>
    public static async Task<IReadOnlyList<string>> RunAsync(string program, string[] arguments, CancellationToken ct)
    {
        var (file, all) = ServerUser.Run(Find(program), arguments);
        await using var child = await StartAsync(new ChildProcessOptions(file, all) { WorkingDirectory = "/", OutputLines = 2_000 });
        int code = await child.Exited.WaitAsync(ct);
        return code == 0
            ? child.Output.Lines
            : throw new DatabaseException(
                $"{program} ended with code {code}. What it said:\n{string.Join('\n', Telling(child.Output.Lines))}");
    }

    /// <summary>The lines that tell why a program ended: its errors, which advice of many lines may follow, and its last ones.</summary>
    internal static IEnumerable<string> Telling(IReadOnlyList<string> lines) =>
        lines.SkipLast(MaxLines).Where(IsError).TakeLast(MaxLines).Concat(lines.TakeLast(MaxLines));

    private static bool IsError(string line) =>
        line.Contains("ERROR", StringComparison.Ordinal) || line.Contains("FATAL", StringComparison.Ordinal);

    /// <summary>Full path of a program; daemons are not on everybody's PATH.</summary>
    public static string Find(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')
        .Concat(["/usr/sbin", "/usr/local/sbin", "/usr/bin", "/usr/local/bin"])
        .Where(static folder => folder.Length > 0)
        .Select(folder => Path.Combine(folder, program))
        .FirstOrDefault(File.Exists)
        ?? throw new DatabaseException($"{program} is missing. Install the packages {Packages}.");

    /// <summary>Starts a child, with the missing starter said in a sentence.</summary>
    public static async Task<ChildProcess> StartAsync(ChildProcessOptions options)
    {
        try
        {
            return await ChildProcess.StartAsync(options);
        }
        catch (Win32Exception e)
        {
            throw new DatabaseException("setpriv is missing. Install the package util-linux.", e);
        }
    }
}
