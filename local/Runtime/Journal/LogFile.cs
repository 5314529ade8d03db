using Microsoft.Win32.SafeHandles;

namespace Steadfast.Local.Runtime.Journal;

/// <summary>The log that is being written. Used by the writer only.</summary>
internal sealed class LogFile : IDisposable
{
    private readonly JournalDisk _disk;
    private readonly SafeFileHandle _handle;

    private LogFile(JournalDisk disk, SafeFileHandle handle, int number, long length)
    {
        _disk = disk;
        _handle = handle;
        Number = number;
        Length = length;
    }

    public int Number { get; }

    public long Length { get; private set; }

    /// <summary>Begins a log behind <paramref name="before"/>. It has its final name only once its header is on the disk.</summary>
    public static LogFile Begin(JournalDisk disk, string folder, int number, LogFile? before)
    {
        var file = SegmentFile.In(folder, SegmentKind.Log, number);
        var header = new SegmentHeader(SegmentKind.Log, number, before?.Number ?? 0, before?.Length ?? 0).ToBytes();
        var handle = disk.Create(file.UnfinishedPath);
        try
        {
            disk.Write(handle, header, 0);
            disk.Sync(handle);
            disk.Move(file.UnfinishedPath, file.Path);
            disk.SyncFolder(folder);
            return new LogFile(disk, handle, number, header.Length);
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    /// <summary>Goes on in a log, cut to the length that was found good, and makes durable what was read from it.</summary>
    public static LogFile GoOn(JournalDisk disk, SegmentFile file, long length)
    {
        var handle = disk.Open(file.Path);
        try
        {
            if (RandomAccess.GetLength(handle) > length)
            {
                disk.Truncate(handle, length);
            }

            // A process that was killed may have left its last group in the page cache only.
            disk.Sync(handle);
            return new LogFile(disk, handle, file.Number, length);
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    public void Append(CommitGroup group)
    {
        _disk.Write(_handle, group.At(Number, Length), Length);
        Length += group.Length;
    }

    public void Sync() => _disk.Sync(_handle);

    public void Dispose() => _handle.Dispose();
}
