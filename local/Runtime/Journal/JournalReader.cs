namespace Steadfast.Local.Runtime.Journal;

/// <summary>A piece of a journal: a record, or a stretch of bytes that is none.</summary>
/// <param name="File">The file it is in.</param>
/// <param name="Offset">Where it starts in the file, in bytes.</param>
public abstract record JournalPart(string File, long Offset);

/// <summary>A record that is intact.</summary>
public sealed record JournalRecord(string File, long Offset, ReadOnlyMemory<byte> Bytes) : JournalPart(File, Offset);

/// <summary>Bytes that cannot be read as records, or (length 0) a file that is missing before this one.</summary>
public sealed record JournalDamage(string File, long Offset, long Length, string Reason) : JournalPart(File, Offset);

/// <summary>Reads all that can be read of a journal, before, between and after damage. Changes nothing and needs no lock.</summary>
public static class JournalReader
{
    /// <summary>Every record and every damage of the folder, in order. Torn ends count as damage.</summary>
    public static IEnumerable<JournalPart> Read(string folder)
    {
        SegmentReader? before = null;
        try
        {
            foreach (var file in JournalFolder.Look(folder).Live)
            {
                var reader = new SegmentReader(file);
                string? broken =
                    reader.Header is null ? "it does not begin with a journal header" : JournalFolder.BrokenLink(before, reader);
                before?.Dispose();
                before = reader;
                if (broken is not null)
                {
                    yield return new JournalDamage(
                        file.Path, 0, reader.Header is null ? Math.Min(reader.Length, SegmentHeader.Length) : 0, broken);
                }

                while (NextPart(reader) is { } part)
                {
                    yield return part;
                }
            }
        }
        finally
        {
            before?.Dispose();
        }
    }

    private static JournalPart? NextPart(SegmentReader reader)
    {
        switch (reader.Read(out var payload))
        {
            case SegmentPart.Record:
                return new JournalRecord(reader.File.Path, reader.Offset, payload.ToArray());
            case SegmentPart.Damage:
                long from = reader.Offset;
                _ = reader.FindRecordAfterDamage();
                return new JournalDamage(reader.File.Path, from, reader.Next - from, "no intact record");
            default:
                return null;
        }
    }
}
