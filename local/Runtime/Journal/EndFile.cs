using Microsoft.Win32.SafeHandles;

namespace Steadfast.Local.Runtime.Journal;

/// <summary>
/// The file that says how far the journal was acknowledged. It is written behind the log and before anybody is told, so it never says too
/// much; it is synced only where it must not say too little, because a killed process leaves it in the page cache and a sync more would
/// cost as much as the log's.
/// </summary>
internal sealed class EndFile : IDisposable
{
    private readonly JournalDisk _disk;
    private readonly SafeFileHandle _handle;

    private EndFile(JournalDisk disk, SafeFileHandle handle)
    {
        _disk = disk;
        _handle = handle;
    }

    /// <summary>Opens the file, or makes it, with the end as it is now.</summary>
    public static EndFile Open(JournalDisk disk, string folder, JournalEnd end)
    {
        string path = JournalEnd.PathIn(folder);
        bool isNew = !File.Exists(path);
        string unfinished = path + ".tmp";
        SafeFileHandle handle = isNew ? disk.Create(unfinished) : disk.Open(path);
        EndFile file = new(disk, handle);
        try
        {
            file.WriteDurably(end);
            if (isNew)
            {
                disk.Move(unfinished, path);
                disk.SyncFolder(folder);
            }

            return file;
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    public void Write(JournalEnd end) => _disk.Overwrite(_handle, end.ToBytes());

    public void WriteDurably(JournalEnd end)
    {
        Write(end);
        _disk.Sync(_handle);
    }

    public void Dispose() => _handle.Dispose();
}
