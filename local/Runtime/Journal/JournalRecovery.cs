using Microsoft.Extensions.Logging;

namespace Steadfast.Local.Runtime.Journal;

/// <summary>Content of a folder when it was opened.</summary>
/// <param name="Last">The log to go on in, or null for an empty folder.</param>
/// <param name="LastLength">How much of it is good.</param>
/// <param name="HighestNumber">The highest number in use.</param>
/// <param name="SnapshotBytes">Size of the snapshot, 0 without one.</param>
/// <param name="LogBytes">Size of the good records behind the snapshot.</param>
internal sealed record JournalRecovery(SegmentFile? Last, long LastLength, int HighestNumber, long SnapshotBytes, long LogBytes)
{
    /// <summary>
    /// Gives every good record to <paramref name="replay"/>, in order. Changes no file, except that a torn end with readable records is
    /// copied aside.
    /// </summary>
    /// <exception cref="JournalDamagedException">Something is wrong that a crash cannot explain.</exception>
    public static JournalRecovery Read(string folder, JournalDisk disk, Action<ReadOnlySpan<byte>> replay, ILogger log)
    {
        var live = JournalFolder.Look(folder).Live;
        if (live is [{ Kind: SegmentKind.Snapshot } only])
        {
            throw new JournalDamagedException(
                only.Path, SegmentHeader.Length, $"the log {only.Number + 1} behind this snapshot is missing");
        }

        AcknowledgedPart acknowledged = AcknowledgedPart.Find(folder, live);
        var found = new JournalRecovery(null, 0, 0, 0, 0);
        SegmentReader? before = null;
        try
        {
            foreach (var file in live)
            {
                var reader = new SegmentReader(file);
                CheckHeader(before, reader);
                before?.Dispose();
                before = reader;
                acknowledged.CheckLength(reader);
                long good = ReadRecords(reader, replay);
                if (good < reader.Length)
                {
                    acknowledged.CheckDamage(reader);
                    TornEnd.Check(reader, isLast: file == live[^1], disk, log);
                }

                found = found.With(file, good);
            }
        }
        finally
        {
            before?.Dispose();
        }

        return found;
    }

    private JournalRecovery With(SegmentFile file, long good) => file.Kind == SegmentKind.Snapshot
        ? this with { HighestNumber = file.Number, SnapshotBytes = good }
        : this with { Last = file, LastLength = good, HighestNumber = file.Number, LogBytes = LogBytes + good - SegmentHeader.Length };

    private static void CheckHeader(SegmentReader? before, SegmentReader reader)
    {
        string? problem = reader.Header is null ? "it does not begin with a journal header" : JournalFolder.BrokenLink(before, reader);
        if (problem is not null)
        {
            reader.Dispose();
            throw new JournalDamagedException(reader.File.Path, 0, problem);
        }
    }

    /// <returns>The length that is good.</returns>
    private static long ReadRecords(SegmentReader reader, Action<ReadOnlySpan<byte>> replay)
    {
        long records = 0;
        SegmentPart part;
        while ((part = reader.Read(out var payload)) == SegmentPart.Record)
        {
            Replay(reader, payload, replay);
            records++;
        }

        long good = reader.Offset;
        if (part == SegmentPart.End && reader.Header!.Kind == SegmentKind.Snapshot && records != reader.Header.Extent)
        {
            throw new JournalDamagedException(reader.File.Path, good, $"it ends after {records} of {reader.Header.Extent} records");
        }

        return good;
    }

    private static void Replay(SegmentReader reader, ReadOnlySpan<byte> payload, Action<ReadOnlySpan<byte>> replay)
    {
        try
        {
            replay(payload);
        }
        catch (Exception problem) when (problem is not IOException)
        {
            throw new JournalDamagedException(
                reader.File.Path, reader.Offset, $"this record cannot be understood ({problem.Message.TrimEnd('.')})");
        }
    }
}
