using System.Globalization;

namespace Steadfast.Local.Runtime.Journal;

/// <summary>
/// Keeps a journal folder to one opener. The operating system lets go of it when the process dies, however it dies. On Unix the folder
/// itself is locked, because a file could be deleted while it is; on Windows a file, which nobody can delete while it is open.
/// </summary>
internal sealed class JournalLock : IDisposable
{
    private readonly IDisposable _held;

    private JournalLock(IDisposable held) => _held = held;

    public static JournalLock Take(string folder)
    {
        IDisposable held = OperatingSystem.IsWindows() ? LockFile(folder) : LockFolder(folder);
        try
        {
            // In a file of its own: nobody else can read a locked one.
            WriteOwner(OwnerFile(folder));
            return new JournalLock(held);
        }
        catch
        {
            new JournalLock(held).Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        if (_held is Microsoft.Win32.SafeHandles.SafeFileHandle { IsClosed: false } folder)
        {
            UnixFolder.Unlock(folder);
        }

        _held.Dispose();
    }

    private static Microsoft.Win32.SafeHandles.SafeFileHandle LockFolder(string folder)
    {
        var handle = UnixFolder.Open(folder);
        if (UnixFolder.TryLock(handle, folder))
        {
            return handle;
        }

        handle.Dispose();
        throw new JournalInUseException(folder, Owner(folder));
    }

    private static FileStream LockFile(string folder)
    {
        string path = Path.Combine(folder, "journal.lock");
        try
        {
            return new FileStream(path, ForTheOwner(FileMode.OpenOrCreate, FileShare.None));
        }
        catch (IOException) when (File.Exists(path))
        {
            throw new JournalInUseException(folder, Owner(folder));
        }
    }

    private static void WriteOwner(string path)
    {
        using var writer = new StreamWriter(path, ForTheOwner(FileMode.Create, FileShare.Read));
        writer.Write(Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
    }

    private static FileStreamOptions ForTheOwner(FileMode mode, FileShare share)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.Write, Share = share };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = JournalDisk.OwnerOnly;
        }

        return options;
    }

    private static string Owner(string folder)
    {
        try
        {
            string id = File.ReadAllText(OwnerFile(folder));
            return id.Length > 0 ? $"process {id}" : "another process";
        }
        catch (IOException)
        {
            return "another process";
        }
    }

    private static string OwnerFile(string folder) => Path.Combine(folder, "journal.owner");
}
