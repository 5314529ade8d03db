using Microsoft.Extensions.Logging;

namespace Steadfast.Local.Runtime.Journal;

/// <summary>
/// Tells a torn end from damage behind the acknowledged part. A crash can only hurt the group that was being written: the last one of the
/// last log. Anything else is damage.
/// </summary>
internal static class TornEnd
{
    /// <summary>Warns when the damage the reader stands at is a torn end.</summary>
    /// <exception cref="JournalDamagedException">It is not.</exception>
    public static void Check(SegmentReader reader, bool isLast, JournalDisk disk, ILogger log)
    {
        long damage = reader.Offset;
        long lost = reader.Length - damage;
        string file = reader.File.Path;
        if (!isLast)
        {
            throw new JournalDamagedException(file, damage, "this record is not intact, and only the last file can have a torn end");
        }

        bool readable = false;
        while (reader.FindRecordAfterDamage())
        {
            readable = true;
            while (reader.Read(out _) == SegmentPart.Record)
            {
                if (reader.GroupStart > damage)
                {
                    throw new JournalDamagedException(file, damage, $"this record is not intact, but a later one at {reader.Offset} is");
                }
            }
        }

        if (readable)
        {
            log.TornGroupKeptAside(file, damage, lost, KeepAside(reader.File, disk, damage));
        }
        else
        {
            log.TornEndDropped(file, damage, lost);
        }
    }

    /// <summary>
    /// A power failure may store a group's last pages without its first; they were never acknowledged, but they can be read, so they are
    /// kept.
    /// </summary>
    private static string KeepAside(SegmentFile file, JournalDisk disk, long from)
    {
        string kept = $"{file.Path}.torn-at-{from}";
        byte[] header = new SegmentHeader(SegmentKind.Log, file.Number, 0, 0).ToBytes();
        // At the same place, without which they are no records; what was before it stays empty.
        using var source = System.IO.File.OpenHandle(file.Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        byte[] rest = new byte[RandomAccess.GetLength(source) - from];
        int length = RandomAccess.Read(source, rest, from);
        using var target = disk.Create(kept);
        disk.Write(target, header, 0);
        disk.Write(target, rest.AsSpan(0, length), from);
        disk.Sync(target);
        return kept;
    }
}
