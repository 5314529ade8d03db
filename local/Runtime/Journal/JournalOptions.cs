namespace Steadfast.Local.Runtime.Journal;

/// <summary>Place and promises of a journal.</summary>
/// <param name="Folder">The journal's own folder; made (mode 700) when it is missing.</param>
/// <param name="Fsync">When an append counts as durable.</param>
/// <param name="CompactAfterBytes">Compaction is due once this much was appended since the last one (and no less than the last snapshot
/// took).</param>
/// <param name="Clock">Times the flushes of <see cref="FsyncPolicy.EverySecond"/>.</param>
public sealed record JournalOptions(string Folder, FsyncPolicy Fsync, long CompactAfterBytes, TimeProvider Clock)
{
    internal JournalDisk Disk { get; init; } = new();
}
