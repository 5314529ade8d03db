using System.Buffers.Binary;

namespace Steadfast.Local.Runtime.Journal;

/// <summary>
/// One record in a file: marker, length, distance to the start of its group, checksum, payload.
/// The marker lets a reader find the next record after a damaged one; the distance tells whether both were written by the same group,
/// that is: whether the damaged one had been acknowledged before the good one was written. The checksum covers the record's place too, so
/// that one that was moved, repeated or exchanged with another is no record any more.
/// </summary>
internal static class Frame
{
    public const int HeaderLength = 16;
    public const int MaxRecord = 64 * 1024 * 1024;
    private const uint Marker = 0xA7_4A_52_C3;

    public static readonly byte[] MarkerBytes = [0xC3, 0x52, 0x4A, 0xA7];

    public static uint ChecksumOf(ReadOnlySpan<byte> payload) => Checksum.Of(payload);

    /// <summary>
    /// Writes header and payload; <paramref name="payloadChecksum"/> is computed by the caller, outside of any lock. It is no record before
    /// <see cref="Bind"/>: its place is known only when it is written.
    /// </summary>
    public static void Write(Span<byte> to, ReadOnlySpan<byte> payload, uint payloadChecksum, int distanceToGroup)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(to, Marker);
        BinaryPrimitives.WriteInt32LittleEndian(to[4..], payload.Length);
        BinaryPrimitives.WriteInt32LittleEndian(to[8..], distanceToGroup);
        BinaryPrimitives.WriteUInt32LittleEndian(to[12..], Checksum.Add(payloadChecksum, to[4..12]));
        payload.CopyTo(to[HeaderLength..]);
    }

    /// <summary>Completes the checksums of a whole group.</summary>
    public static void Bind(Span<byte> group, int file, long offset)
    {
        for (int at = 0; at < group.Length;)
        {
            Span<byte> frame = group[at..];
            uint placed = AddPlace(BinaryPrimitives.ReadUInt32LittleEndian(frame[12..]), file, offset + at);
            BinaryPrimitives.WriteUInt32LittleEndian(frame[12..], placed);
            at += HeaderLength + BinaryPrimitives.ReadInt32LittleEndian(frame[4..]);
        }
    }

    /// <summary>The payload's length and the distance to the group, or null when this cannot be the start of a record.</summary>
    public static (int Length, int DistanceToGroup)? ReadHeader(ReadOnlySpan<byte> header)
    {
        if (header.Length < HeaderLength || BinaryPrimitives.ReadUInt32LittleEndian(header) != Marker)
        {
            return null;
        }

        int length = BinaryPrimitives.ReadInt32LittleEndian(header[4..]);
        int distance = BinaryPrimitives.ReadInt32LittleEndian(header[8..]);
        return length is >= 0 and <= MaxRecord && distance >= 0 ? (length, distance) : null;
    }

    /// <summary>Tells whether a frame is as it was written, and where it was written.</summary>
    public static bool IsIntact(ReadOnlySpan<byte> frame, int file, long offset) =>
        AddPlace(
            Checksum.Add(Checksum.Of(frame[HeaderLength..]), frame[4..12]), file,
            offset) == BinaryPrimitives.ReadUInt32LittleEndian(frame[12..]);

    private static uint AddPlace(uint checksum, int file, long offset)
    {
        Span<byte> place = stackalloc byte[12];
        BinaryPrimitives.WriteInt32LittleEndian(place, file);
        BinaryPrimitives.WriteInt64LittleEndian(place[4..], offset);
        return Checksum.Add(checksum, place);
    }
}
