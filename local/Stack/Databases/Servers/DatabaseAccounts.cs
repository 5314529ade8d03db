using System.Security.Cryptography;

namespace Steadfast.Local.Stack.Databases;

/// <summary>
/// The accounts of one pair, with passwords made for this run. They are told to the servers over their private sockets and to clients by
/// a file that only its owner reads; they are in no command line, environment or log. The administrator has no password: it is whoever
/// can reach the socket, in a folder that is closed to everybody else, and it cannot come over the network.
/// </summary>
public sealed class DatabaseAccounts
{
    private DatabaseAccounts(string passwordFile) => PasswordFile = passwordFile;

    /// <summary>Schema that the application works in.</summary>
    public string Database => "steadfast";

    /// <summary>Account of the application: everything in its schema, nothing else, and no right to write to a read-only server.</summary>
    public string AppUser => "steadfast";

    /// <summary>File that holds the application's password and nothing else (mode 0600).</summary>
    public string PasswordFile { get; }

    internal string ReplicationUser => "replication";

    internal string AppPassword { get; } = NewPassword();

    internal string ReplicationPassword { get; } = NewPassword();

    /// <summary>Makes the passwords and writes the application's to a file in a folder that exists.</summary>
    public static DatabaseAccounts Create(string folder)
    {
        DatabaseAccounts accounts = new(Path.Combine(folder, "app-password"));
        FileStreamOptions mode =
            new() { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite };
        using StreamWriter writer = new(accounts.PasswordFile, mode);
        writer.Write(accounts.AppPassword);
        return accounts;
    }

    /// <summary>
    /// Makes the accounts on a server. Not written to its binary log: each server gets them by itself, so that it can be made anew alone.
    /// </summary>
    internal void CreateOn(SqlSession session)
    {
        session.Execute("SET SESSION sql_log_bin = 0");
        session.Execute("DELETE FROM mysql.global_priv WHERE NOT (User IN ('root', 'mariadb.sys') AND Host = 'localhost')");
        session.Execute("FLUSH PRIVILEGES");
        session.Execute($"CREATE USER '{AppUser}'@'127.%' IDENTIFIED BY '{AppPassword}'");
        session.Execute($"GRANT ALL ON {Database}.* TO '{AppUser}'@'127.%'");
        session.Execute($"CREATE USER '{ReplicationUser}'@'127.%' IDENTIFIED BY '{ReplicationPassword}'");
        session.Execute($"GRANT REPLICATION SLAVE ON *.* TO '{ReplicationUser}'@'127.%'");
    }

    // Hexadecimal, so that it needs no quoting anywhere.
    private static string NewPassword() => RandomNumberGenerator.GetHexString(40, lowercase: true);
}
