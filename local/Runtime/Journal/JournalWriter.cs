using Microsoft.Extensions.Logging;

namespace Steadfast.Local.Runtime.Journal;

/// <summary>
/// The one thread that writes. While it writes and syncs a group, appenders fill the next one, so the cost of an fsync is shared
/// by all who waited for it.
/// </summary>
internal sealed class JournalWriter : IDisposable
{
    static readonly TimeSpan SyncInterval = TimeSpan.FromSeconds(1);

    readonly object _gate = new();
    readonly Queue<CommitGroup> _closed = new();
    readonly JournalOptions _options;
    readonly ILogger _log;
    readonly ITimer _syncTimer;
    readonly Thread _thread;
    LogFile _file;
    CommitGroup _open = new(new byte[64 * 1024]);
    byte[]? _spare;
    JournalFailedException? _failure;
    bool _syncDue;
    bool _unsynced;
    bool _stopping;

    public JournalWriter(JournalOptions options, ILogger log, LogFile file)
    {
        _options = options;
        _log = log;
        _file = file;
        _syncTimer = options.Clock.CreateTimer(_ => AskForSync(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _thread = new Thread(Run) { IsBackground = true, Name = "journal" };
        _thread.Start();
    }

    /// <summary>Takes a copy of the record; the task completes when it is durable.</summary>
    public Task Append(ReadOnlySpan<byte> record, uint checksum)
    {
        lock (_gate)
        {
            if (Refusal() is { } refused)
            {
                return Task.FromException(refused);
            }

            if (_open.Length >= CommitGroup.CloseAt)
            {
                CloseGroup(beginsLog: null);
            }

            _open.Add(record, checksum);
            Monitor.Pulse(_gate);
            return _open.Done;
        }
    }

    /// <summary>Every append before this call goes to the current log, every later one to the new log. The task completes when the current log is finished.</summary>
    public Task BeginLog(int number)
    {
        lock (_gate)
        {
            if (Refusal() is { } refused)
            {
                return Task.FromException(refused);
            }

            CloseGroup(beginsLog: number);
            Monitor.Pulse(_gate);
            return _open.Done;
        }
    }

    /// <summary>Writes what was accepted, then ends the thread.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _stopping = true;
            Monitor.Pulse(_gate);
        }

        _thread.Join();
        _syncTimer.Dispose();
        _file.Dispose();
    }

    Exception? Refusal() => _failure ?? (_stopping ? new ObjectDisposedException(nameof(JournalLog)) : (Exception?)null);

    void CloseGroup(int? beginsLog)
    {
        _closed.Enqueue(_open);
        _open = new CommitGroup(TakeSpare()) { BeginsLog = beginsLog };
    }

    byte[] TakeSpare()
    {
        byte[] buffer = _spare ?? new byte[64 * 1024];
        _spare = null;
        return buffer;
    }

    void AskForSync()
    {
        lock (_gate)
        {
            _syncDue = true;
            Monitor.Pulse(_gate);
        }
    }

    void Run()
    {
        while (NextGroup(out var group))
        {
            try
            {
                Commit(group);
            }
            catch (Exception cause)
            {
                FailAll(group, cause);
                return;
            }

            group?.Complete();
            GiveBack(group);
        }
    }

    /// <summary>Waits for work. A null group: only an fsync is due. False: all is written and the journal is closing.</summary>
    bool NextGroup(out CommitGroup? group)
    {
        lock (_gate)
        {
            while (true)
            {
                if (_closed.TryDequeue(out group))
                {
                    return true;
                }

                if (_open.Length > 0 || _open.BeginsLog is not null)
                {
                    group = _open;
                    _open = new CommitGroup(TakeSpare());
                    return true;
                }

                if ((_syncDue || _stopping) && _unsynced)
                {
                    return true;
                }

                if (_stopping)
                {
                    return false;
                }

                Monitor.Wait(_gate);
            }
        }
    }

    void Commit(CommitGroup? group)
    {
        if (group?.BeginsLog is { } number)
        {
            _file.Sync();
            var next = LogFile.Begin(_options.Disk, _options.Folder, number, _file);
            _file.Dispose();
            _file = next;
        }

        if (group?.Length > 0)
        {
            _file.Append(group.Buffer.AsSpan(0, group.Length));
            MarkUnsynced();
        }

        if (_unsynced && (group is null || _options.Fsync == FsyncPolicy.EveryGroup))
        {
            _file.Sync();
            MarkSynced();
        }
    }

    void MarkUnsynced()
    {
        if (!_unsynced && _options.Fsync == FsyncPolicy.EverySecond)
        {
            _syncTimer.Change(SyncInterval, Timeout.InfiniteTimeSpan);
        }

        _unsynced = true;
    }

    void MarkSynced()
    {
        lock (_gate)
        {
            _unsynced = false;
            _syncDue = false;
        }
    }

    void GiveBack(CommitGroup? group)
    {
        // One huge group must not keep its memory for good.
        if (group is { Buffer.Length: <= CommitGroup.CloseAt })
        {
            lock (_gate)
            {
                _spare = group.Buffer;
            }
        }
    }

    void FailAll(CommitGroup? group, Exception cause)
    {
        List<CommitGroup> failed = group is null ? [] : [group];
        lock (_gate)
        {
            _failure = new JournalFailedException(_options.Folder, cause);
            failed.AddRange(_closed);
            failed.Add(_open);
            _closed.Clear();
        }

        _log.Failed(_options.Folder, cause);
        failed.ForEach(each => each.Fail(_failure));
    }
}
