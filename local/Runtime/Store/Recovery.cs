namespace Steadfast.Local.Runtime;

/// <summary>Builds the instances up again from the records of a journal, in their order. Nothing runs meanwhile.</summary>
internal sealed class Recovery(Engine engine)
{
    public void Apply(ReadOnlySpan<byte> record)
    {
        RecordReader reader = new(record);
        RecordKind kind = (RecordKind)reader.Byte();
        switch (kind)
        {
            case RecordKind.Message:
                Apply(reader.Message());
                break;
            case RecordKind.Turn:
                Apply(Records.ReadTurn(ref reader));
                break;
            case RecordKind.Entity:
                Apply(Records.ReadEntity(ref reader));
                break;
            case RecordKind.Purge:
                Purge(ref reader);
                break;
            case RecordKind.SavedInstance:
                RestoreInstance(ref reader);
                break;
            case RecordKind.SavedEntity:
                EntityCommit saved = Records.ReadEntity(ref reader);
                engine.Receivers.EntityOf(saved.EntityId).Recover(saved);
                Deliver(reader.Messages());
                break;
            default:
                throw new InvalidDataException(
                    $"The journal holds a record of kind {(byte)kind}, which this version does not know. Run the version that wrote it.");
        }
    }

    /// <summary>The same for a commit that was kept as it is.</summary>
    public void Apply(Commit commit)
    {
        switch (commit)
        {
            case MessageCommit message:
                Apply(message.Message);
                break;
            case TurnCommit turn:
                Apply(turn);
                break;
            case EntityCommit entity:
                Apply(entity);
                break;
            case PurgeCommit purge:
                foreach (string id in purge.Ids)
                {
                    Remove(id);
                }

                break;
        }
    }

    private void Apply(EntityCommit commit)
    {
        engine.Receivers.EntityOf(commit.EntityId).Recover(commit);
        Deliver(commit.Sent);
    }

    private void Apply(Message message)
    {
        if (message.Event.Kind == EventKind.ExecutionStarted)
        {
            engine.Receivers.OrchestrationOf(message.To).RecoverStart(message.Event);
        }

        Deliver([message]);
    }

    private void Apply(TurnCommit turn)
    {
        if (engine.Receivers.Orchestrations.TryGetValue(turn.InstanceId, out OrchestrationInstance? instance))
        {
            instance.Recover(turn);
        }

        // What it sent to itself is with it already.
        foreach (Message message in turn.Sent)
        {
            engine.Seen(message.Number);
        }

        Deliver(turn.SentToOthers);
    }

    private void Purge(ref RecordReader reader)
    {
        for (int left = reader.Number(); left > 0; left--)
        {
            Remove(reader.Text()!);
        }
    }

    private void Remove(string id)
    {
        if (engine.Receivers.Orchestrations.TryRemove(id, out OrchestrationInstance? removed))
        {
            engine.Receivers.Index.Remove(removed);
        }

        engine.Receivers.Entities.TryRemove(id, out _);
    }

    private void RestoreInstance(ref RecordReader reader)
    {
        string id = reader.Text()!;
        DateTime created = reader.Moment();
        Execution execution = new(reader.Event()) { CreatedAt = created };
        ExecutionStatus standing = reader.ExecutionStatus();
        execution.Restore(reader.Events(), standing);
        engine.Receivers.OrchestrationOf(id).Recover(execution);
        Deliver(reader.Messages());
    }

    private void Deliver(IEnumerable<Message> messages)
    {
        foreach (Message message in messages)
        {
            engine.Seen(message.Number);
            engine.Receivers.Deliver(message);
        }
    }
}
