using Microsoft.Extensions.Logging;

namespace Steadfast.Local.Runtime.Journal;

/// <summary>
/// An append-only journal of byte records that survives <c>kill -9</c> at any moment. A record whose append completed is there after a
/// restart; one whose append did not complete is there whole or not at all. Appends from any thread; their order in the journal is the
/// order of the calls.
/// </summary>
public sealed class JournalLog : IAsyncDisposable
{
    private readonly JournalOptions _options;
    private readonly ILogger _log;
    private readonly JournalLock _folderLock;
    private readonly JournalWriter _writer;
    private readonly CancellationTokenSource _closing = new();
    private readonly Lock _gate = new();
    private Task _compaction = Task.CompletedTask;
    private int _highestNumber;
    private long _logBytes;
    private long _snapshotBytes;
    private long _dueFrom;
    private bool _disposed;

    private JournalLog(JournalOptions options, ILogger log, JournalLock folderLock, JournalRecovery found)
    {
        _options = options;
        _log = log;
        _folderLock = folderLock;
        _highestNumber = Math.Max(1, found.HighestNumber);
        _logBytes = found.LogBytes;
        _snapshotBytes = found.SnapshotBytes;
        _dueFrom = options.CompactAfterBytes;
        LogFile file = found.Last is { } last
            ? LogFile.GoOn(options.Disk, last, found.LastLength)
            : LogFile.Begin(options.Disk, options.Folder, _highestNumber, before: null);
        try
        {
            // What was replayed is acted on from here on, acknowledged or not.
            _writer = new JournalWriter(
                options, log, file, EndFile.Open(options.Disk, options.Folder, new(file.Number, file.Length, IsSealed: false)));
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Opens the journal and replays every good record in order. A torn end (an append that a crash cut off) is dropped with a warning.
    /// </summary>
    /// <exception cref="JournalDamagedException">A file is damaged in a way no crash explains; nothing was changed.</exception>
    /// <exception cref="JournalFormatException">Another version of this program wrote it.</exception>
    /// <exception cref="JournalInUseException">It is already open.</exception>
    public static JournalLog Open(JournalOptions options, Action<ReadOnlySpan<byte>> replay, ILogger log)
    {
        options.Disk.MakeFolder(options.Folder);
        var folderLock = JournalLock.Take(options.Folder);
        try
        {
            var found = JournalRecovery.Read(options.Folder, options.Disk, replay, log);
            var journal = new JournalLog(options, log, folderLock, found);
            journal.DeleteLeftovers();
            return journal;
        }
        catch
        {
            folderLock.Dispose();
            throw;
        }
    }

    /// <summary>
    /// True when enough was appended since the last compaction to make the next one worth its cost, none is running and the journal is
    /// open.
    /// </summary>
    public bool CompactionDue
    {
        get
        {
            lock (_gate)
            {
                // Not before the log outweighs the snapshot, or a large state would be rewritten for every small change.
                return !_disposed && Volatile.Read(ref _logBytes) >= Math.Max(_dueFrom, _snapshotBytes) && _compaction.IsCompleted;
            }
        }
    }

    /// <summary>Adds a record; completes when it is durable according to the policy. The memory may be reused at once.</summary>
    /// <exception cref="JournalFailedException">A write failed; this record may be lost and no later one is accepted.</exception>
    public ValueTask AppendAsync(ReadOnlyMemory<byte> record)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(record.Length, Frame.MaxRecord, nameof(record));
        uint checksum = Frame.ChecksumOf(record.Span);
        Interlocked.Add(ref _logBytes, Frame.HeaderLength + record.Length);
        return new ValueTask(_writer.Append(record.Span, checksum));
    }

    /// <summary>
    /// Replaces every record appended before this call by the snapshot, atomically; records appended later are kept behind it.
    /// The snapshot is enumerated on another thread after this call has returned its task: it must hold what the earlier records say, and
    /// it may already hold what some later ones say, so replaying a record twice must do no harm. A record's memory may be reused when the
    /// next one is asked for. When it fails (or the snapshot throws) the journal is as before.
    /// </summary>
    public Task CompactAsync(IEnumerable<ReadOnlyMemory<byte>> snapshot)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (!_compaction.IsCompleted)
            {
                throw new InvalidOperationException("A compaction is already running; ask CompactionDue first.");
            }

            int number = _highestNumber + 1;
            _highestNumber += 2;
            long replaced = Volatile.Read(ref _logBytes);
            var earlierRecords = _writer.BeginLog(number + 1);
            _compaction = Task.Run(() => CompactAsync(snapshot, number, replaced, earlierRecords));
            return _compaction;
        }
    }

    /// <summary>
    /// Writes what was accepted, then lets go of the folder. A running compaction is given up; the next open tidies up after it.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            if (_disposed)
            {
                return;
            }

            _disposed = true;
        }

        await _closing.CancelAsync();
        await _compaction.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Task.Run(_writer.Dispose);
        _folderLock.Dispose();
        _closing.Dispose();
    }

    private async Task CompactAsync(IEnumerable<ReadOnlyMemory<byte>> snapshot, int number, long replaced, Task earlierRecords)
    {
        try
        {
            await earlierRecords;
            long size = SnapshotFile.Write(_options, number, snapshot, _closing.Token);
            lock (_gate)
            {
                _snapshotBytes = size;
                _dueFrom = _options.CompactAfterBytes;
                Interlocked.Add(ref _logBytes, -replaced);
            }

            _log.Compacted(_options.Folder, size, DeleteLeftovers());
        }
        catch
        {
            lock (_gate)
            {
                // Not again at once: what made it fail would make every retry fail.
                _dueFrom = Volatile.Read(ref _logBytes) + _options.CompactAfterBytes;
            }

            throw;
        }
    }

    /// <summary>Deletes what a compaction replaced and what one that did not finish left behind.</summary>
    private int DeleteLeftovers()
    {
        string[] unneeded = [
            .. JournalFolder.Look(_options.Folder).Replaced.Select(file => file.Path), .. SegmentFile.ListUnfinished(_options.Folder)];
        try
        {
            foreach (string path in unneeded)
            {
                _options.Disk.Delete(path);
            }

            return unneeded.Length;
        }
        catch (IOException cause)
        {
            _log.NotDeleted(_options.Folder, cause);
            return 0;
        }
    }
}
