using Microsoft.Win32.SafeHandles;
using Steadfast.Local.Runtime.Journal;

namespace Steadfast.Local.Runtime.Tests.Journal;

/// <summary>Does not wait for the disk, so that thousands of openings take a moment.</summary>
internal class UnsyncedDisk : JournalDisk
{
    public override void Sync(SafeFileHandle file)
    {
    }

    public override void SyncFolder(string folder)
    {
    }
}

/// <summary>Counts fsyncs, and holds the first one after <see cref="Hold"/> until released.</summary>
internal sealed class CountingDisk : JournalDisk
{
    private readonly ManualResetEventSlim _released = new(initialState: true);
    private int _syncs;

    public int Syncs => Volatile.Read(ref _syncs);

    public void Hold() => _released.Reset();

    public void Release() => _released.Set();

    public override void Sync(SafeFileHandle file)
    {
        // Bounded, so that a test that failed meanwhile can close its journal.
        _released.Wait(TimeSpan.FromSeconds(20));
        Interlocked.Increment(ref _syncs);
    }
}

/// <summary>Fails every write or every fsync once it is told that the disk is full.</summary>
internal sealed class FullDisk(bool failWrites) : JournalDisk
{
    private volatile bool _full;

    public void Fill() => _full = true;

    public void Free() => _full = false;

    public override void Write(SafeFileHandle file, ReadOnlySpan<byte> bytes, long offset)
    {
        if (_full && failWrites)
        {
            // A full disk takes the part that fits.
            base.Write(file, bytes[..(bytes.Length / 2)], offset);
            throw new IOException("No space left on device.");
        }

        base.Write(file, bytes, offset);
    }

    public override void Sync(SafeFileHandle file)
    {
        if (_full && !failWrites)
        {
            throw new IOException("Input/output error.");
        }
    }
}

/// <summary>The process dies before the change of the given number: that one and all later ones do not happen.</summary>
internal sealed class CrashingDisk : JournalDisk
{
    private int _changes;
    private volatile int _crashAt = int.MaxValue;

    public int Changes => Volatile.Read(ref _changes);

    public bool Crashed => Changes > _crashAt;

    public void Live() => _crashAt = int.MaxValue;

    public void CrashAfter(int more) => _crashAt = Changes + more;

    public override SafeFileHandle Create(string path)
    {
        Change();
        return base.Create(path);
    }

    public override void Write(SafeFileHandle file, ReadOnlySpan<byte> bytes, long offset)
    {
        if (Changes + 1 > _crashAt)
        {
            // Killed in the middle of a write, if this is the one.
            if (Changes == _crashAt)
            {
                base.Write(file, bytes[..(bytes.Length / 3)], offset);
            }
        }

        Change();
        base.Write(file, bytes, offset);
    }

    public override void Overwrite(SafeFileHandle file, ReadOnlySpan<byte> bytes)
    {
        Change();
        base.Overwrite(file, bytes);
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

    private void Change()
    {
        if (Interlocked.Increment(ref _changes) > _crashAt)
        {
            throw new IOException("The process is gone.");
        }
    }
}
