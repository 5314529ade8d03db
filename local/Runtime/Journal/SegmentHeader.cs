using System.Buffers.Binary;

namespace Steadfast.Local.Runtime.Journal;

internal enum SegmentKind
{
    Log = 1,
    Snapshot = 2,
}

/// <summary>The first bytes of every file. Links each log to the one before it, so that a missing or shortened file is noticed.</summary>
/// <param name="Kind">Appended records, or the snapshot that replaces every file with a smaller number.</param>
/// <param name="Number">The number in the file's name.</param>
/// <param name="Previous">Of a log: the number of the log before it, or 0.</param>
/// <param name="Extent">Of a log: the length of the log before it. Of a snapshot: its count of records.</param>
internal sealed record SegmentHeader(SegmentKind Kind, int Number, int Previous, long Extent)
{
    public const int Length = 40;
    private const int Version = 2;

    private static ReadOnlySpan<byte> Magic => "STFDJRNL"u8;

    public byte[] ToBytes()
    {
        var bytes = new byte[Length];
        Magic.CopyTo(bytes);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(8), Version);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(12), (int)Kind);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(16), Number);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(20), Previous);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(24), Extent);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(32), Checksum.Of(bytes.AsSpan(0, 32)));
        return bytes;
    }

    /// <summary>The header, or null when these bytes are none.</summary>
    /// <exception cref="JournalFormatException">Another version of the program wrote the file.</exception>
    public static SegmentHeader? Parse(string file, ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < Length
            || !bytes[..8].SequenceEqual(Magic)
            || BinaryPrimitives.ReadUInt32LittleEndian(bytes[32..]) != Checksum.Of(bytes[..32]))
        {
            return null;
        }

        int version = BinaryPrimitives.ReadInt32LittleEndian(bytes[8..]);
        if (version != Version)
        {
            throw new JournalFormatException(file, version, Version);
        }

        return new SegmentHeader(
            (SegmentKind)BinaryPrimitives.ReadInt32LittleEndian(bytes[12..]),
            BinaryPrimitives.ReadInt32LittleEndian(bytes[16..]),
            BinaryPrimitives.ReadInt32LittleEndian(bytes[20..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[24..]));
    }
}
