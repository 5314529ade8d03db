using Microsoft.Win32.SafeHandles;

namespace Steadfast.Local.Runtime.Journal;

internal enum SegmentPart
{
    Record,
    Damage,
    End,
}

/// <summary>Reads one file record by record and never changes it.</summary>
internal sealed class SegmentReader : IDisposable
{
    private const int Window = 64 * 1024;

    private readonly SafeFileHandle _handle;
    private byte[] _buffer = new byte[Window];
    private long _bufferStart;
    private int _bufferLength;

    public SegmentReader(SegmentFile file)
    {
        _handle = System.IO.File.OpenHandle(file.Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        File = file;
        Length = RandomAccess.GetLength(_handle);
        Header = SegmentHeader.Parse(file.Path, At(0, SegmentHeader.Length));
    }

    public SegmentFile File { get; }

    /// <summary>Null when the first bytes are not a header.</summary>
    public SegmentHeader? Header { get; }

    public long Length { get; }

    /// <summary>Beginning of the part read last.</summary>
    public long Offset { get; private set; }

    /// <summary>Beginning of the next part.</summary>
    public long Next { get; private set; } = SegmentHeader.Length;

    /// <summary>Beginning of the group of the record read last.</summary>
    public long GroupStart { get; private set; }

    /// <summary>Reads one part. Damage is not passed: <see cref="FindRecordAfterDamage"/> does that.</summary>
    public SegmentPart Read(out ReadOnlySpan<byte> payload)
    {
        payload = default;
        Offset = Next;
        if (Offset >= Length)
        {
            return SegmentPart.End;
        }

        if (Frame.ReadHeader(At(Offset, Frame.HeaderLength)) is not { } header)
        {
            return SegmentPart.Damage;
        }

        int whole = Frame.HeaderLength + header.Length;
        var frame = At(Offset, whole);
        if (frame.Length < whole || !Frame.IsIntact(frame, File.Number, Offset))
        {
            return SegmentPart.Damage;
        }

        payload = frame[Frame.HeaderLength..];
        GroupStart = Offset - header.DistanceToGroup;
        Next = Offset + whole;
        return SegmentPart.Record;
    }

    /// <summary>
    /// Moves to the first intact record behind the damage, so that <see cref="Read"/> goes on there. False: none follows.
    /// </summary>
    public bool FindRecordAfterDamage()
    {
        long from = Offset + 1;
        while (from < Length)
        {
            var window = At(from, Window);
            int found = window.IndexOf(Frame.MarkerBytes);
            if (found < 0)
            {
                // A marker may lie across the edge of two windows.
                from += Math.Max(1, window.Length - Frame.MarkerBytes.Length + 1);
                continue;
            }

            Next = from + found;
            if (Read(out _) == SegmentPart.Record)
            {
                Next = Offset;
                return true;
            }

            from = Offset + 1;
        }

        Next = Length;
        return false;
    }

    public void Dispose() => _handle.Dispose();

    private ReadOnlySpan<byte> At(long offset, int count)
    {
        int wanted = (int)Math.Clamp(Length - offset, 0, count);
        if (offset < _bufferStart || offset + wanted > _bufferStart + _bufferLength)
        {
            if (_buffer.Length < wanted)
            {
                _buffer = new byte[Math.Max(wanted, _buffer.Length * 2)];
            }

            _bufferStart = offset;
            _bufferLength = Fill(offset);
        }

        int start = (int)(offset - _bufferStart);
        return _buffer.AsSpan(start, Math.Min(wanted, _bufferLength - start));
    }

    private int Fill(long offset)
    {
        int filled = 0;
        while (filled < _buffer.Length && RandomAccess.Read(_handle, _buffer.AsSpan(filled), offset + filled) is > 0 and var read)
        {
            filled += read;
        }

        return filled;
    }
}
