using Microsoft.Win32.SafeHandles;
using Steadfast.Local.Runtime.Journal;

namespace Steadfast.Local.Runtime.Tests.Journal;

/// <summary>Does not wait for the disk, so that thousands of openings take a moment.</summary>
class UnsyncedDisk : JournalDisk
{
    public override void Sync(SafeFileHandle file)
    {
    }

    public override void SyncFolder(string folder)
    {
    }
}

/// <summary>Counts fsyncs, and holds the first one after <see cref="Hold"/> until released.</summary>
sealed class CountingDisk : JournalDisk
{
    readonly ManualResetEventSlim released = new(initialState: true);
    int syncs;

    public int Syncs => Volatile.Read(ref syncs);

    public void Hold() => released.Reset();

    public void Release() => released.Set();

    public override void Sync(SafeFileHandle file)
    {
        // Bounded, so that a test that failed meanwhile can close its journal.
        released.Wait(TimeSpan.FromSeconds(20));
        Interlocked.Increment(ref syncs);
    }
}

/// <summary>Fails every write or every fsync once it is told that the disk is full.</summary>
sealed class FullDisk(bool failWrites) : JournalDisk
{
    volatile bool full;

    public void Fill() => full = true;

    public void Free() => full = false;

    public override void Write(SafeFileHandle file, ReadOnlySpan<byte> bytes, long offset)
    {
        if (full && failWrites)
        {
            // A full disk takes the part that fits.
            base.Write(file, bytes[..(bytes.Length / 2)], offset);
            throw new IOException("No space left on device.");
        }

        base.Write(file, bytes, offset);
    }

    public override void Sync(SafeFileHandle file)
    {
        if (full && !failWrites)
        {
            throw new IOException("Input/output error.");
        }
    }
}

/// <summary>The process dies before the change of the given number: that one and all later ones do not happen.</summary>
sealed class CrashingDisk : JournalDisk
{
    int changes;
    volatile int crashAt = int.MaxValue;

    public int Changes => Volatile.Read(ref changes);

    public bool Crashed => Changes > crashAt;

    public void Live() => crashAt = int.MaxValue;

    public void CrashAfter(int more) => crashAt = Changes + more;

    public override SafeFileHandle Create(string path)
    {
        Change();
        return base.Create(path);
    }

    public override void Write(SafeFileHandle file, ReadOnlySpan<byte> bytes, long offset)
    {
        if (Changes + 1 > crashAt)
        {
            // Killed in the middle of a write, if this is the one.
            if (Changes == crashAt)
            {
                base.Write(file, bytes[..(bytes.Length / 3)], offset);
            }
        }

        Change();
        base.Write(file, bytes, offset);
    }

    public override void Sync(SafeFileHandle file) => Change();

    public override void Move(string from, string to)
    {
        Change();
        base.Move(from, to);
    }

    public override void Delete(string path)
    {
        Change();
        base.Delete(path);
    }

    public override void SyncFolder(string folder) => Change();

    void Change()
    {
        if (Interlocked.Increment(ref changes) > crashAt)
        {
            throw new IOException("The process is gone.");
        }
    }
}
