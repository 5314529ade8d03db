using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Steadfast.Local.Runtime.Journal;

/// <summary>Calls that a journal needs of a folder and that .NET, which opens no handle on one, does not offer.</summary>
internal static class UnixFolder
{
    private const int ExclusiveAtOnce = 2 | 4;
    private const int Release = 8;

    // A child must not inherit the lock: it would outlive this process.
    private static int CloseOnExec => OperatingSystem.IsMacOS() ? 0x100_0000 : 0x8_0000;

    private static int WouldBlock => OperatingSystem.IsMacOS() ? 35 : 11;

    public static SafeFileHandle Open(string folder)
    {
        int handle = open(folder, CloseOnExec);
        return handle >= 0 ? new SafeFileHandle(handle, ownsHandle: true) : throw Problem("opened", folder);
    }

    public static void Sync(SafeFileHandle handle, string folder)
    {
        if (fsync(handle) != 0)
        {
            throw Problem("synced", folder);
        }
    }

    /// <summary>Takes the folder until the handle is closed. False: somebody has it.</summary>
    public static bool TryLock(SafeFileHandle handle, string folder)
    {
        if (flock(handle, ExclusiveAtOnce) == 0)
        {
            return true;
        }

        return Marshal.GetLastPInvokeError() == WouldBlock ? false : throw Problem("locked", folder);
    }

    /// <summary>
    /// Gives the folder back. To close the handle is not enough: a process that is being started elsewhere in this one has a copy of it
    /// until it runs its own program.
    /// </summary>
    public static void Unlock(SafeFileHandle handle) => _ = flock(handle, Release);

    private static IOException Problem(string done, string folder) =>
        new($"The folder {folder} cannot be {done}: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}.");

    [DllImport("libc", SetLastError = true, BestFitMapping = false)]
    private static extern int open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc", SetLastError = true)]
    private static extern int fsync(SafeFileHandle handle);

    [DllImport("libc", SetLastError = true)]
    private static extern int flock(SafeFileHandle handle, int operation);
}
