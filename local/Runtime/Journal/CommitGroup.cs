namespace Steadfast.Local.Runtime.Journal;

/// <summary>Records that go to the file with one write and one fsync, and are acknowledged together.</summary>
internal sealed class CommitGroup(byte[] buffer)
{
    /// <summary>A group is closed when it is this long, which bounds both the write and the wait.</summary>
    public const int CloseAt = 4 * 1024 * 1024;

    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Reused by a later group.</summary>
    public byte[] Buffer { get; private set; } = buffer;

    public int Length { get; private set; }

    /// <summary>The log to begin before this group is written, or null to go on in the current one.</summary>
    public int? BeginsLog { get; init; }

    public Task Done => _done.Task;

    public void Add(ReadOnlySpan<byte> record, uint checksum)
    {
        int whole = Frame.HeaderLength + record.Length;
        if (Buffer.Length - Length < whole)
        {
            byte[] larger = new byte[Math.Max(Buffer.Length * 2, Length + whole)];
            Buffer.AsSpan(0, Length).CopyTo(larger);
            Buffer = larger;
        }

        Frame.Write(Buffer.AsSpan(Length), record, checksum, distanceToGroup: Length);
        Length += whole;
    }

    /// <summary>The bytes to write at a place of a file. Asked for once.</summary>
    public ReadOnlySpan<byte> At(int file, long offset)
    {
        Frame.Bind(Buffer.AsSpan(0, Length), file, offset);
        return Buffer.AsSpan(0, Length);
    }

    public void Complete() => _done.TrySetResult();

    public void Fail(Exception failure)
    {
        _done.TrySetException(failure);

        // Nobody may be waiting for a group that only begins a log; its failure is told to the next append.
        _ = _done.Task.Exception;
    }
}
