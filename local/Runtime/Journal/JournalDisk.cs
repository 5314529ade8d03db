using System.Runtime.CompilerServices;
using Microsoft.Win32.SafeHandles;

[assembly: InternalsVisibleTo("Steadfast.Runtime.Tests")]

namespace Steadfast.Local.Runtime.Journal;

/// <summary>Every change the journal makes to the disk, one method each, so that tests can fail or crash between any two.</summary>
internal class JournalDisk
{
    public const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public virtual void MakeFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, OwnerOnly | UnixFileMode.UserExecute);
        }
    }

    public virtual SafeFileHandle Create(string path)
    {
        var handle = File.OpenHandle(path, FileMode.Create, FileAccess.ReadWrite, FileShare.Read);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(handle, OwnerOnly);
        }

        return handle;
    }

    public virtual SafeFileHandle Open(string path) =>
        File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.Read);

    public virtual void Write(SafeFileHandle file, ReadOnlySpan<byte> bytes, long offset) => RandomAccess.Write(file, bytes, offset);

    /// <summary>Replaces the first bytes of a file: fewer than a sector, so all of them or none.</summary>
    public virtual void Overwrite(SafeFileHandle file, ReadOnlySpan<byte> bytes) => RandomAccess.Write(file, bytes, 0);

    public virtual void Truncate(SafeFileHandle file, long length) => RandomAccess.SetLength(file, length);

    public virtual void Sync(SafeFileHandle file) => RandomAccess.FlushToDisk(file);

    public virtual void Move(string from, string to) => File.Move(from, to);

    public virtual void Delete(string path) => File.Delete(path);

    /// <summary>Makes created, renamed and deleted names durable, which an fsync of the files alone does not.</summary>
    public virtual void SyncFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        using SafeFileHandle handle = UnixFolder.Open(folder);
        UnixFolder.Sync(handle, folder);
    }
}
