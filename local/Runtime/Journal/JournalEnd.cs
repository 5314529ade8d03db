using System.Buffers.Binary;

namespace Steadfast.Local.Runtime.Journal;

/// <summary>
/// End of what was acknowledged of the journal, kept in a file of its own: without it a log that was cut between two records looks whole,
/// and one whose last record was hurt looks as if a crash had cut an append off.
/// </summary>
/// <param name="Log">The log that was appended to last.</param>
/// <param name="Length">Its length when an append was acknowledged last. Everything before is there or the journal is damaged.</param>
/// <param name="IsSealed">Whether the journal was closed: nothing may stand behind the end.</param>
internal sealed record JournalEnd(int Log, long Length, bool IsSealed)
{
    /// <summary>Less than a sector, which a disk takes whole or not at all.</summary>
    public const int Bytes = 32;

    private static ReadOnlySpan<byte> Magic => "STFDJEND"u8;

    public static string PathIn(string folder) => Path.Combine(folder, "journal.end");

    /// <summary>The end as the folder has it; null when it has none.</summary>
    /// <exception cref="JournalDamagedException">What is there is none.</exception>
    public static JournalEnd? Find(string folder)
    {
        string path = PathIn(folder);
        if (!File.Exists(path))
        {
            return null;
        }

        byte[] bytes = File.ReadAllBytes(path);
        if (bytes.Length != Bytes || !bytes.AsSpan(0, 8).SequenceEqual(Magic)
            || BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(24)) != Checksum.Of(bytes.AsSpan(0, 24)))
        {
            throw new JournalDamagedException(path, 0, "it does not tell any more how far the journal was acknowledged");
        }

        return new(BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(8)), BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(16)),
            BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(12)) != 0);
    }

    public byte[] ToBytes()
    {
        byte[] bytes = new byte[Bytes];
        Magic.CopyTo(bytes);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(8), Log);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(12), IsSealed ? 1 : 0);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(16), Length);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(24), Checksum.Of(bytes.AsSpan(0, 24)));
        return bytes;
    }
}
