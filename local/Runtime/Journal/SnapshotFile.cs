namespace Steadfast.Local.Runtime.Journal;

/// <summary>Writes the file that replaces everything before it. Until it has its final name, nothing has happened.</summary>
internal static class SnapshotFile
{
    /// <returns>The size of the snapshot.</returns>
    public static long Write(JournalOptions options, int number, IEnumerable<ReadOnlyMemory<byte>> records, CancellationToken stop)
    {
        var file = SegmentFile.In(options.Folder, SegmentKind.Snapshot, number);
        try
        {
            long length = WriteUnfinished(options.Disk, file, records, stop);
            options.Disk.Move(file.UnfinishedPath, file.Path);
            options.Disk.SyncFolder(options.Folder);
            return length;
        }
        catch
        {
            TryDelete(file.UnfinishedPath);
            throw;
        }
    }

    private static long WriteUnfinished(
        JournalDisk disk, SegmentFile file, IEnumerable<ReadOnlyMemory<byte>> records, CancellationToken stop)
    {
        using var handle = disk.Create(file.UnfinishedPath);
        long length = SegmentHeader.Length;
        long count = 0;
        var group = new CommitGroup(new byte[64 * 1024]);
        foreach (var record in records)
        {
            stop.ThrowIfCancellationRequested();
            group.Add(record.Span, Frame.ChecksumOf(record.Span));
            count++;
            if (group.Length >= CommitGroup.CloseAt)
            {
                disk.Write(handle, group.At(file.Number, length), length);
                length += group.Length;
                group = new CommitGroup(group.Buffer);
            }
        }

        disk.Write(handle, group.At(file.Number, length), length);
        disk.Write(handle, new SegmentHeader(SegmentKind.Snapshot, file.Number, 0, count).ToBytes(), 0);
        disk.Sync(handle);
        return length + group.Length;
    }

    private static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (IOException)
        {
            // The next open deletes it.
        }
    }
}
