using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
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

        int folderHandle = open(folder, flags: 0);
        if (folderHandle < 0 || fsync(folderHandle) != 0)
        {
            int error = Marshal.GetLastPInvokeError();
            if (folderHandle >= 0)
            {
                _ = close(folderHandle);
            }

            throw new IOException($"fsync of folder {folder} failed: {Marshal.GetPInvokeErrorMessage(error)}.");
        }

        _ = close(folderHandle);
    }

    // .NET opens no handle on a folder, so these three come from libc.
    [DllImport("libc", SetLastError = true, BestFitMapping = false)]
    private static extern int open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc", SetLastError = true)]
    private static extern int fsync(int handle);

    [DllImport("libc")]
    private static extern int close(int handle);
}
