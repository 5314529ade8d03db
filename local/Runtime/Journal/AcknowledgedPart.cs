namespace Steadfast.Local.Runtime.Journal;

/// <summary>Holds what is found in a folder against what was acknowledged, which a crash cannot take away.</summary>
internal sealed class AcknowledgedPart
{
    private readonly JournalEnd? _end;

    private AcknowledgedPart(JournalEnd? end) => _end = end;

    /// <summary>Acknowledged part of the files that are there.</summary>
    /// <exception cref="JournalDamagedException">The file that tells it, or the log it tells of, is missing.</exception>
    public static AcknowledgedPart Find(string folder, IReadOnlyList<SegmentFile> live)
    {
        JournalEnd? end = JournalEnd.Find(folder);
        if (end is null && live.Any(file => new FileInfo(file.Path).Length > SegmentHeader.Length))
        {
            throw new JournalDamagedException(
                JournalEnd.PathIn(folder), 0, "it is missing, and it tells how far the journal was acknowledged");
        }

        if (end is not null && !live.Any(file => file.Kind == SegmentKind.Log && file.Number == end.Log))
        {
            string missing = SegmentFile.In(folder, SegmentKind.Log, end.Log).Path;
            throw new JournalDamagedException(missing, 0, $"it is missing, and {end.Length} bytes of it were acknowledged");
        }

        return new(end);
    }

    /// <exception cref="JournalDamagedException">The file ends before the acknowledged part does, or goes on behind the end of a journal
    /// that was closed.</exception>
    public void CheckLength(SegmentReader reader)
    {
        string file = reader.File.Path;
        if (IsLastAcknowledged(reader) && reader.Length < _end!.Length)
        {
            throw new JournalDamagedException(file, reader.Length, $"it ends here, and {_end.Length} bytes of it were acknowledged");
        }

        if (_end is { IsSealed: true } && (IsLastAcknowledged(reader) ? reader.Length > _end.Length : reader.File.Number > _end.Log))
        {
            throw new JournalDamagedException(
                file, IsLastAcknowledged(reader) ? _end.Length : 0, "this was added after the journal had been closed");
        }
    }

    /// <exception cref="JournalDamagedException">The damage the reader stands at is in the acknowledged part.</exception>
    public void CheckDamage(SegmentReader reader)
    {
        if (IsLastAcknowledged(reader) && reader.Offset < _end!.Length)
        {
            throw new JournalDamagedException(reader.File.Path, reader.Offset, "this record is not intact, and it was acknowledged");
        }
    }

    private bool IsLastAcknowledged(SegmentReader reader) =>
        _end is not null && reader.File.Kind == SegmentKind.Log && reader.File.Number == _end.Log;
}
