namespace Steadfast.Local.Runtime.Journal;

/// <summary>
/// The groups between those who append and the one thread that writes: one that fills up and those that wait behind it.
/// While a group is written and synced, appenders fill the next one, so the cost of an fsync is shared by all who waited for it.
/// </summary>
internal sealed class CommitQueue
{
    private const int FirstBufferLength = 64 * 1024;

    private readonly object _gate = new();
    private readonly Queue<CommitGroup> _closed = new();
    private CommitGroup _open = new(new byte[FirstBufferLength]);
    private byte[]? _spare;
    private Exception? _failure;
    private bool _syncDue;
    private bool _stopping;

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

    /// <summary>
    /// Every append before this call goes to the current log, every later one to the new log. The task completes when the current log is
    /// finished.
    /// </summary>
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

    /// <summary>Makes the writer sync what it has written, once it has nothing else to do.</summary>
    public void AskForSync()
    {
        lock (_gate)
        {
            _syncDue = true;
            Monitor.Pulse(_gate);
        }
    }

    /// <summary>Takes in nothing more. What was accepted can still be taken out.</summary>
    public void Stop()
    {
        lock (_gate)
        {
            _stopping = true;
            Monitor.Pulse(_gate);
        }
    }

    /// <summary>
    /// For the writer: waits for work. A null group: only an fsync is due. False: all is written and the journal is closing.
    /// </summary>
    /// <param name="unsynced">Whether something was written that is not synced yet.</param>
    public bool TryTake(bool unsynced, out CommitGroup? group)
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

                if (unsynced && (_syncDue || _stopping))
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

    /// <summary>For the writer: everything written is on the disk.</summary>
    public void Synced()
    {
        lock (_gate)
        {
            _syncDue = false;
        }
    }

    /// <summary>For the writer: the group is done with, so a later one may use its buffer.</summary>
    public void GiveBack(CommitGroup group)
    {
        // One huge group must not keep its memory for good.
        if (group.Buffer.Length <= CommitGroup.CloseAt)
        {
            lock (_gate)
            {
                _spare = group.Buffer;
            }
        }
    }

    /// <summary>For the writer: nothing more can be written. Fails the group in hand, all that wait, and every later append.</summary>
    public void FailAll(CommitGroup? inHand, Exception failure)
    {
        List<CommitGroup> failed = inHand is null ? [] : [inHand];
        lock (_gate)
        {
            _failure = failure;
            failed.AddRange(_closed);
            failed.Add(_open);
            _closed.Clear();
        }

        failed.ForEach(each => each.Fail(failure));
    }

    private Exception? Refusal() => _failure ?? (_stopping ? new ObjectDisposedException(nameof(JournalLog)) : null);

    private void CloseGroup(int? beginsLog)
    {
        _closed.Enqueue(_open);
        _open = new CommitGroup(TakeSpare()) { BeginsLog = beginsLog };
    }

    private byte[] TakeSpare()
    {
        byte[] buffer = _spare ?? new byte[FirstBufferLength];
        _spare = null;
        return buffer;
    }
}
