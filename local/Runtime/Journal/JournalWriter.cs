using Microsoft.Extensions.Logging;

namespace Steadfast.Local.Runtime.Journal;

/// <summary>The one thread that writes: a group with one write, and its fsync as the policy says.</summary>
internal sealed class JournalWriter : IDisposable
{
    private static readonly TimeSpan SyncInterval = TimeSpan.FromSeconds(1);

    private readonly JournalOptions _options;
    private readonly ILogger _log;
    private readonly CommitQueue _queue = new();
    private readonly ITimer _syncTimer;
    private readonly Thread _thread;
    private readonly EndFile _end;
    private LogFile _file;
    private bool _unsynced;

    public JournalWriter(JournalOptions options, ILogger log, LogFile file, EndFile end)
    {
        _options = options;
        _log = log;
        _file = file;
        _end = end;
        _syncTimer = options.Clock.CreateTimer(_ => _queue.AskForSync(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _thread = new Thread(Run) { IsBackground = true, Name = "journal" };
        _thread.Start();
    }

    /// <summary>Takes a copy of the record; the task completes when it is durable.</summary>
    public Task Append(ReadOnlySpan<byte> record, uint checksum) => _queue.Append(record, checksum);

    /// <summary>
    /// Every append before this call goes to the current log, every later one to the new log. The task completes when the current log is
    /// finished.
    /// </summary>
    public Task BeginLog(int number) => _queue.BeginLog(number);

    /// <summary>Writes what was accepted, then ends the thread.</summary>
    public void Dispose()
    {
        _queue.Stop();
        _thread.Join();
        _syncTimer.Dispose();
        _file.Dispose();
        _end.Dispose();
    }

    private void Run()
    {
        while (_queue.TryTake(_unsynced, out var group))
        {
            try
            {
                Commit(group);
            }
            catch (Exception cause)
            {
                _log.Failed(_options.Folder, cause.Message);
                _queue.FailAll(group, new JournalFailedException(_options.Folder, cause));
                return;
            }

            if (group is not null)
            {
                group.Complete();
                _queue.GiveBack(group);
            }
        }

        Seal();
    }

    /// <summary>Everything accepted is on the disk, and nothing may stand behind it.</summary>
    private void Seal()
    {
        try
        {
            _end.WriteDurably(new(_file.Number, _file.Length, IsSealed: true));
        }
        catch (IOException cause)
        {
            // Without the seal the next open takes it for killed, which loses nothing.
            _log.Failed(_options.Folder, cause.Message);
        }
    }

    private void Commit(CommitGroup? group)
    {
        if (group?.BeginsLog is { } number)
        {
            _file.Sync();
            var next = LogFile.Begin(_options.Disk, _options.Folder, number, _file);
            _file.Dispose();
            _file = next;

            // A snapshot that replaces the log before may follow: the end must never tell of a log that is gone.
            _end.WriteDurably(new(number, next.Length, IsSealed: false));
        }

        if (group?.Length > 0)
        {
            _file.Append(group);
            MarkUnsynced();
        }

        if (_unsynced && (group is null || _options.Fsync == FsyncPolicy.EveryGroup))
        {
            _file.Sync();
            _unsynced = false;
            _queue.Synced();
        }

        if (group?.Length > 0)
        {
            _end.Write(new(_file.Number, _file.Length, IsSealed: false));
        }
    }

    private void MarkUnsynced()
    {
        if (!_unsynced && _options.Fsync == FsyncPolicy.EverySecond)
        {
            _syncTimer.Change(SyncInterval, Timeout.InfiniteTimeSpan);
        }

        _unsynced = true;
    }
}
