using Microsoft.Extensions.Logging;

namespace Steadfast.Local.Runtime.Journal;

/// <summary>
/// The one thread that writes. While it writes and syncs a group, appenders fill the next one, so the cost of an fsync is shared
/// by all who waited for it.
/// </summary>
internal sealed class JournalWriter : IDisposable
{
    static readonly TimeSpan SyncInterval = TimeSpan.FromSeconds(1);

    readonly object gate = new();
    readonly Queue<CommitGroup> closed = new();
    readonly JournalOptions options;
    readonly ILogger log;
    readonly ITimer syncTimer;
    readonly Thread thread;
    LogFile file;
    CommitGroup open = new(new byte[64 * 1024]);
    byte[]? spare;
    JournalFailedException? failure;
    bool syncDue;
    bool unsynced;
    bool stopping;

    public JournalWriter(JournalOptions options, ILogger log, LogFile file)
    {
        this.options = options;
        this.log = log;
        this.file = file;
        syncTimer = options.Clock.CreateTimer(_ => AskForSync(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        thread = new Thread(Run) { IsBackground = true, Name = "journal" };
        thread.Start();
    }

    /// <summary>Takes a copy of the record; the task completes when it is durable.</summary>
    public Task Append(ReadOnlySpan<byte> record, uint checksum)
    {
        lock (gate)
        {
            if (Refusal() is { } refused)
            {
                return Task.FromException(refused);
            }

            if (open.Length >= CommitGroup.CloseAt)
            {
                CloseGroup(beginsLog: null);
            }

            open.Add(record, checksum);
            Monitor.Pulse(gate);
            return open.Done;
        }
    }

    /// <summary>Every append before this call goes to the current log, every later one to the new log. The task completes when the current log is finished.</summary>
    public Task BeginLog(int number)
    {
        lock (gate)
        {
            if (Refusal() is { } refused)
            {
                return Task.FromException(refused);
            }

            CloseGroup(beginsLog: number);
            Monitor.Pulse(gate);
            return open.Done;
        }
    }

    /// <summary>Writes what was accepted, then ends the thread.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            stopping = true;
            Monitor.Pulse(gate);
        }

        thread.Join();
        syncTimer.Dispose();
        file.Dispose();
    }

    Exception? Refusal() => failure ?? (stopping ? new ObjectDisposedException(nameof(JournalLog)) : (Exception?)null);

    void CloseGroup(int? beginsLog)
    {
        closed.Enqueue(open);
        open = new CommitGroup(TakeSpare()) { BeginsLog = beginsLog };
    }

    byte[] TakeSpare()
    {
        byte[] buffer = spare ?? new byte[64 * 1024];
        spare = null;
        return buffer;
    }

    void AskForSync()
    {
        lock (gate)
        {
            syncDue = true;
            Monitor.Pulse(gate);
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
        lock (gate)
        {
            while (true)
            {
                if (closed.TryDequeue(out group))
                {
                    return true;
                }

                if (open.Length > 0 || open.BeginsLog is not null)
                {
                    group = open;
                    open = new CommitGroup(TakeSpare());
                    return true;
                }

                if ((syncDue || stopping) && unsynced)
                {
                    return true;
                }

                if (stopping)
                {
                    return false;
                }

                Monitor.Wait(gate);
            }
        }
    }

    void Commit(CommitGroup? group)
    {
        if (group?.BeginsLog is { } number)
        {
            file.Sync();
            var next = LogFile.Begin(options.Disk, options.Folder, number, file);
            file.Dispose();
            file = next;
        }

        if (group?.Length > 0)
        {
            file.Append(group.Buffer.AsSpan(0, group.Length));
            MarkUnsynced();
        }

        if (unsynced && (group is null || options.Fsync == FsyncPolicy.EveryGroup))
        {
            file.Sync();
            MarkSynced();
        }
    }

    void MarkUnsynced()
    {
        if (!unsynced && options.Fsync == FsyncPolicy.EverySecond)
        {
            syncTimer.Change(SyncInterval, Timeout.InfiniteTimeSpan);
        }

        unsynced = true;
    }

    void MarkSynced()
    {
        lock (gate)
        {
            unsynced = false;
            syncDue = false;
        }
    }

    void GiveBack(CommitGroup? group)
    {
        // One huge group must not keep its memory for good.
        if (group is { Buffer.Length: <= CommitGroup.CloseAt })
        {
            lock (gate)
            {
                spare = group.Buffer;
            }
        }
    }

    void FailAll(CommitGroup? group, Exception cause)
    {
        List<CommitGroup> failed = group is null ? [] : [group];
        lock (gate)
        {
            failure = new JournalFailedException(options.Folder, cause);
            failed.AddRange(closed);
            failed.Add(open);
            closed.Clear();
        }

        log.Failed(options.Folder, cause);
        failed.ForEach(each => each.Fail(failure));
    }
}
