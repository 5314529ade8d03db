using System.Globalization;

namespace Steadfast.Local.Runtime.Journal;

/// <summary>Keeps a journal folder to one opener. The operating system lets go of it when the process dies, however it dies.</summary>
internal sealed class JournalLock : IDisposable
{
    private readonly FileStream _file;

    private JournalLock(FileStream file) => _file = file;

    public static JournalLock Take(string folder)
    {
        string path = Path.Combine(folder, "journal.lock");
        var file = Open(folder, path);
        try
        {
            // In a file of its own: nobody else can read the locked one.
            WriteOwner(OwnerFile(folder));
            return new JournalLock(file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    public void Dispose() => _file.Dispose();

    private static FileStream Open(string folder, string path)
    {
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
