using Steadfast.Local.Runtime.Journal;

namespace Steadfast.Local.Runtime;

/// <summary>Keeps everything in an append-only journal, so that every instance goes on after <c>kill -9</c>.</summary>
internal sealed class JournalStore : IStore
{
    [ThreadStatic]
    private static RecordWriter? scratch;

    private readonly SnapshotGate gate = new();
    private readonly Engine engine;
    private readonly JournalLog journal;
    private int compacting;
    private Task compaction = Task.CompletedTask;

    private JournalStore(Engine engine, JournalLog journal)
    {
        this.engine = engine;
        this.journal = journal;
    }

    /// <summary>Opens the journal and recovers what it holds into the engine.</summary>
    public static JournalStore Open(Engine engine, RuntimeOptions options)
    {
        JournalOptions journal = new(options.JournalFolder!, options.Fsync, options.CompactAfterBytes, TimeProvider.System);
        return new(engine, JournalLog.Open(journal, new Recovery(engine).Apply, engine.Log));
    }

    public ValueTask EnterAsync() => gate.EnterAsync();

    public void Leave() => gate.Leave();

    public ValueTask AppendAsync(Commit commit)
    {
        RecordWriter writer = scratch ??= new();
        writer.Clear();
        Records.Write(writer, commit);
        ValueTask durable = journal.AppendAsync(writer.Written);
        if (journal.CompactionDue && Interlocked.CompareExchange(ref compacting, 1, 0) == 0)
        {
            compaction = Task.Run(CompactAsync);
        }

        return durable;
    }

    public async ValueTask DisposeAsync()
    {
        await journal.DisposeAsync();
        await compaction.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task CompactAsync()
    {
        try
        {
            await gate.CloseAsync();
            Task written;
            try
            {
                // Only references are taken while commits wait; the bytes are made while they go on.
                InstanceSnapshot[] instances = [.. engine.Orchestrations.Values.Select(instance => instance.Snapshot()).OfType<InstanceSnapshot>()];
                (EntityCommit State, IReadOnlyList<Message> Messages)[] entities = [.. engine.Entities.Values.Select(entity => entity.Snapshot())];
                written = journal.CompactAsync(Encode(instances, entities));
            }
            finally
            {
                gate.Open();
            }

            await written;
        }
        catch (Exception failure)
        {
            engine.Log.CompactionFailed(failure);
        }
        finally
        {
            Volatile.Write(ref compacting, 0);
        }
    }

    private static IEnumerable<ReadOnlyMemory<byte>> Encode(InstanceSnapshot[] instances, (EntityCommit State, IReadOnlyList<Message> Messages)[] entities)
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
