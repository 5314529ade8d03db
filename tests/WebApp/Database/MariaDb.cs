using System.Diagnostics;
using System.Net;
using Steadfast.Local.Stack.Processes;

namespace Steadfast.WebApp.Tests.Database;

/// <summary>A MariaDB server of a test's own, in a folder that goes away with it.</summary>
public sealed class MariaDb : IAsyncDisposable
{
    private const string Account = "app";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("steadfast-db-");
    private readonly IPEndPoint _address = new(Loopback.Any().Address, 3306);
    private ChildProcess? _server;

    private MariaDb() => File.WriteAllText(PasswordFile, "first-" + Guid.NewGuid().ToString("N"));

    /// <summary>What a web application needs in its environment to use it.</summary>
    public Dictionary<string, string?> Settings => new()
    {
        ["STEADFAST_DATABASE_HOST"] = _address.Address.ToString(),
        ["STEADFAST_DATABASE_PORT"] = _address.Port.ToString(),
        ["STEADFAST_DATABASE_USER"] = Account,
        ["STEADFAST_DATABASE_PASSWORD_FILE"] = PasswordFile,
        ["STEADFAST_DATABASE_TLS"] = "off",
    };

    public string PasswordFile => PathOf("password");

    private string Socket => PathOf("s");

    /// <summary>A server that answers, with an empty database and an account for the application.</summary>
    public static async Task<MariaDb> StartAsync()
    {
        var database = await PrepareAsync();
        await database.RunAsync();
        return database;
    }

    /// <summary>Everything but the process: for tests that begin without a database.</summary>
    public static async Task<MariaDb> PrepareAsync()
    {
        var database = new MariaDb();
        // Most of it are empty pages.
        await CommandAsync("cp", "--archive", "--sparse=always", MariaDbTemplate.Folder, database.PathOf("data"));
        await File.WriteAllTextAsync(database.PathOf("init"), $"""
            CREATE DATABASE IF NOT EXISTS steadfast;
            CREATE USER IF NOT EXISTS {Account}@'%' IDENTIFIED BY '{await File.ReadAllTextAsync(database.PasswordFile)}';
            GRANT ALL ON steadfast.* TO {Account}@'%';

            """);
        return database;
    }

    /// <summary>Starts the server, again if it was stopped, and returns when it answers.</summary>
    public async Task RunAsync()
    {
        _server = await ChildProcess.StartAsync(new ChildProcessOptions("mariadbd",
        [
            "--no-defaults", $"--datadir={PathOf("data")}", $"--user={Environment.UserName}", $"--socket={Socket}", $"--pid-file={PathOf("pid")}",
            $"--bind-address={_address.Address}", $"--port={_address.Port}", $"--init-file={PathOf("init")}", "--skip-name-resolve",
            // Of its own: a server that starts clears the temporary tables of all others in the same folder.
            $"--tmpdir={_folder.FullName}", "--character-set-server=utf8mb4", "--innodb-buffer-pool-size=16M",
        ]));
        await Eventually.TrueAsync(async () =>
        {
            Assert.True(_server.IsRunning, _server.Output.ToString());
            return await TryAsync("SELECT 1");
        }, "the database answers");
    }

    /// <summary>An orderly stop.</summary>
    public Task StopAsync() => _server!.TerminateAsync(TimeSpan.FromSeconds(10));

    public void Kill() => _server!.Kill();

    public void Hang() => _server!.Pause();

    public void Continue() => _server!.Continue();

    /// <summary>Runs statements as the administrator and returns what they print, columns separated by tabs.</summary>
    public Task<string> SqlAsync(string sql) => CommandAsync("mariadb", "--no-defaults", $"--socket={Socket}", "--user=root", "--batch", "--skip-column-names", "--execute", sql);

    /// <summary>Cuts off every client but this one.</summary>
    public Task DisconnectAllAsync() => SqlAsync($"KILL CONNECTION USER {Account}");

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        _folder.Delete(recursive: true);
    }

    private async Task<bool> TryAsync(string sql)
    {
        try
        {
            await SqlAsync(sql);
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private string PathOf(string name) => Path.Combine(_folder.FullName, name);

    internal static async Task<string> CommandAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        string output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return process.ExitCode == 0 ? output.TrimEnd() : throw new InvalidOperationException($"{program}: {await errors}");
    }
}
