using Steadfast.Local.Runtime.Journal;

namespace Steadfast.Local.Runtime;

/// <summary>Keeps everything in an append-only journal, so that every instance goes on after <c>kill -9</c>.</summary>
internal sealed class JournalStore : IStore
{
    // Fewer are not worth a snapshot.
    private const int LeastRemoved = 100;

    [ThreadStatic]
    private static RecordWriter? Scratch;

    private readonly SnapshotGate _gate = new();
    private readonly Engine _engine;
    private readonly JournalLog _journal;
    private long _removed;
    private int _compacting;
    private Task _compaction = Task.CompletedTask;

    private JournalStore(Engine engine, JournalLog journal)
    {
        _engine = engine;
        _journal = journal;
    }

    /// <summary>Tells whether enough was appended, or so much was removed that most of the journal is about what is gone.</summary>
    private bool IsDue =>
        _journal.CompactionDue || Volatile.Read(ref _removed) >= Math.Max(LeastRemoved, _engine.Receivers.Orchestrations.Count);

    /// <summary>Opens the journal and recovers what it holds into the engine.</summary>
    public static JournalStore Open(Engine engine, RuntimeOptions options)
    {
        JournalOptions journal =
            new(options.JournalFolder!, options.Fsync, options.CompactAfterBytes, TimeProvider.System) { Disk = options.Disk };
        return new(engine, JournalLog.Open(journal, new Recovery(engine).Apply, engine.Log));
    }

    public ValueTask EnterAsync() => _gate.EnterAsync();

    public void Leave() => _gate.Leave();

    public ValueTask AppendAsync(Commit commit)
    {
        RecordWriter writer = Scratch ??= new();
        writer.Clear();
        Records.Write(writer, commit);
        ValueTask durable = _journal.AppendAsync(writer.Written);
        if (commit is PurgeCommit purge)
        {
            Interlocked.Add(ref _removed, purge.Ids.Count);
        }

        if (IsDue && Interlocked.CompareExchange(ref _compacting, 1, 0) == 0)
        {
            _compaction = Task.Run(CompactAsync);
        }

        return durable;
    }

    public async ValueTask DisposeAsync()
    {
        await _journal.DisposeAsync();
        await _compaction.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task CompactAsync()
    {
        try
        {
            do
            {
                await CompactOnceAsync();
            }
            // What was appended meanwhile may be due already, and no later commit may come to ask.
            while (IsDue);
        }
        catch (Exception failure)
        {
            _engine.Log.CompactionFailed(failure);
        }
        finally
        {
            Volatile.Write(ref _compacting, 0);
        }
    }

    private async Task CompactOnceAsync()
    {
        await _gate.CloseAsync();
        Volatile.Write(ref _removed, 0);
        Task written;
        try
        {
            // Only references are taken while commits wait; the bytes are made while they go on.
            InstanceSnapshot[] instances = [
                .. _engine.Receivers.Orchestrations.Values.Select(instance => instance.Snapshot()).OfType<InstanceSnapshot>()];
            (EntityCommit State, IReadOnlyList<Message> Messages)[] entities = [
                .. _engine.Receivers.Entities.Values.Select(entity => entity.Snapshot())];
            written = _journal.CompactAsync(Encode(instances, entities));
        }
        finally
        {
            _gate.Open();
        }

        await written;
    }

    private static IEnumerable<ReadOnlyMemory<byte>> Encode(
        InstanceSnapshot[] instances, (EntityCommit State, IReadOnlyList<Message> Messages)[] entities)
    {
        RecordWriter writer = new();
        foreach (InstanceSnapshot instance in instances)
        {
            writer.Clear();
            Records.Write(writer, instance);
            yield return writer.Written;
        }

        foreach (var (state, messages) in entities)
        {
            writer.Clear();
            Records.Write(writer, state, messages);
            yield return writer.Written;
        }
    }
}
