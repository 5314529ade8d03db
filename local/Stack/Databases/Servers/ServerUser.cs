using System.Runtime.InteropServices;

namespace Steadfast.Local.Stack.Databases;

/// <summary>
/// User that a database server runs as. MariaDB refuses to run as root, so root starts it as <c>mysql</c>; anybody else starts it as
/// themselves.
/// </summary>
internal static partial class ServerUser
{
    private const string Name = "mysql";

    private static readonly bool IsRoot = GetEffectiveUserId() == 0;

    /// <summary>The command line that runs a program as that user, tied to this process as every child is.</summary>
    public static (string Program, string[] Arguments) Run(string program, params string[] arguments) => IsRoot
        // The bond to the parent is lost when the user changes, so it is made again afterwards.
        ? ("setpriv", ["--reuid", Name, "--regid", Name, "--clear-groups", "--pdeathsig", "KILL", "--", program, .. arguments])
        : (program, arguments);

    /// <summary>Gives a file or folder to that user.</summary>
    /// <exception cref="DatabaseException">There is no such user, or it must not be done.</exception>
    public static void GiveTo(string path)
    {
        if (!IsRoot)
        {
            return;
        }

        var (user, group) = Ids();
        if (ChangeOwner(path, user, group) != 0)
        {
            throw new DatabaseException($"{path} could not be given to the user {Name} (error {Marshal.GetLastPInvokeError()}).");
        }
    }

    /// <summary>
    /// Says which folder keeps that user from reaching a path, before a server fails over it with a message that helps nobody.
    /// </summary>
    public static void RequireReachable(string folder)
    {
        for (DirectoryInfo? each = new(folder); IsRoot && each is not null; each = each.Parent)
        {
            if (each.Exists && !File.GetUnixFileMode(each.FullName).HasFlag(UnixFileMode.OtherExecute))
            {
                throw new DatabaseException($"The user {Name} cannot reach {folder}: let others pass through {each.FullName} (chmod o+x).");
            }
        }
    }

    private static (uint User, uint Group) Ids()
    {
        // mysql:x:103:111:MySQL Server,,,:/nonexistent:/bin/false
        string[]? entry = File.ReadLines("/etc/passwd").Select(static line => line.Split(':'))
            .FirstOrDefault(static parts => parts[0] == Name);
        return entry is { Length: > 3 } && uint.TryParse(entry[2], out uint user) && uint.TryParse(entry[3], out uint group)
            ? (user, group)
            : throw new DatabaseException($"There is no user {Name}. Install the package mariadb-server.");
    }

    [LibraryImport("libc", EntryPoint = "geteuid")]
    private static partial uint GetEffectiveUserId();

    [LibraryImport("libc", EntryPoint = "chown", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ChangeOwner(string path, uint user, uint group);
}
