namespace Steadfast.Local.Runtime.Journal;

/// <summary>The files of a folder: which ones count, and which a finished compaction has replaced.</summary>
/// <param name="Live">What is read, in this order: the newest snapshot if there is one, then the logs behind it.</param>
/// <param name="Replaced">What the newest snapshot replaced and a crash kept from being deleted.</param>
internal sealed record JournalFolder(IReadOnlyList<SegmentFile> Live, IReadOnlyList<SegmentFile> Replaced)
{
    public static JournalFolder Look(string folder)
    {
        var all = SegmentFile.List(folder);
        int from = all.LastOrDefault(file => file.Kind == SegmentKind.Snapshot)?.Number ?? 0;
        return new([.. all.Where(file => file.Number >= from)], [.. all.Where(file => file.Number < from)]);
    }

    /// <summary>Reason why the file that <paramref name="current"/> follows is not the one it was written behind, or null.</summary>
    public static string? BrokenLink(SegmentReader? before, SegmentReader current)
    {
        var header = current.Header!;
        if (header.Number != current.File.Number || header.Kind != current.File.Kind)
        {
            return $"the file was renamed: its header says {header.Kind} {header.Number}";
        }

        if (before?.File.Kind == SegmentKind.Snapshot)
        {
            // The log behind a snapshot is there before the snapshot is, and carries the number after it.
            return header.Number == before.File.Number + 1 ? null : $"the log {before.File.Number + 1} before this file is missing";
        }

        if (header.Kind == SegmentKind.Snapshot || (header.Previous == 0 && before is null))
        {
            return null;
        }

        if (before is null || before.File.Number != header.Previous)
        {
            return $"the log {header.Previous} before this file is missing";
        }

        return before.Length == header.Extent
            ? null
            : $"the log {header.Previous} before this file has {before.Length} bytes instead of {header.Extent}";
    }
}
