namespace Steadfast.Local.Stack.Databases;

/// <summary>
/// The files of one server: configuration, data, socket. The folder is closed to everybody but the server's user (and root).
/// </summary>
internal sealed class ServerFolder
{
    // The kernel's bound for the path of a socket is 108 with the closing zero.
    private const int MaxSocketPath = 107;

    public ServerFolder(string path)
    {
        Path = System.IO.Path.GetFullPath(path);
        if (Socket.Length > MaxSocketPath)
        {
            throw new DatabaseException(
                $"The folder {Path} has too long a name: the path of a socket in it may have {MaxSocketPath} characters.");
        }
    }

    public string Path { get; }

    public string Data => System.IO.Path.Combine(Path, "data");

    public string Socket => System.IO.Path.Combine(Path, "sock");

    public string PidFile => System.IO.Path.Combine(Path, "pid");

    public string Configuration => System.IO.Path.Combine(Path, "my.cnf");

    public bool HasData => Directory.Exists(Data);

    /// <summary>Makes the folder when it is not there.</summary>
    public ServerFolder Open()
    {
        Directory.CreateDirectory(Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        ServerUser.GiveTo(Path);
        if (System.IO.Path.GetDirectoryName(Path) is { } parent)
        {
            ServerUser.RequireReachable(parent);
        }

        return this;
    }

    /// <summary>Writes the configuration of the server.</summary>
    public void Configure(MariaDbServerOptions options)
    {
        File.WriteAllText(Configuration, ServerConfiguration.Of(options, this));
        ServerUser.GiveTo(Configuration);
    }

    /// <summary>
    /// Makes the data of a new, empty server. Folders of others are left alone: a server that starts removes the temporary tables that it
    /// finds.
    /// </summary>
    public static Task InstallAsync(string data, CancellationToken ct) => ServerProgram.RunAsync(
        "mariadb-install-db",
        [
            "--no-defaults", $"--datadir={data}", $"--tmpdir={System.IO.Path.GetDirectoryName(data)}",
            "--auth-root-authentication-method=normal", "--skip-test-db",
            $"--innodb-log-file-size={ServerConfiguration.LogFileSize}",
        ],
        ct);

    /// <summary>Takes a copy of the data of a server that does not run.</summary>
    public Task CopyFromAsync(string data, CancellationToken ct) =>
        ServerProgram.RunAsync("cp", ["-r", "--sparse=auto", "--", data, Data], ct);

    /// <summary>Bytes of all files of the data. Files come and go while it counts.</summary>
    public long Size()
    {
        try
        {
            return !HasData ? 0 : new DirectoryInfo(Data).EnumerateFiles(
                "*", SearchOption.AllDirectories).Where(static file => file.Exists).Sum(static file => file.Length);
        }
        catch (IOException)
        {
            return 0;
        }
    }

    /// <summary>Removes the data.</summary>
    public void RemoveData()
    {
        if (HasData)
        {
            Directory.Delete(Data, recursive: true);
        }
    }
}
