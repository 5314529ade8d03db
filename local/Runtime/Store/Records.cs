namespace Steadfast.Local.Runtime;

/// <summary>Kind of a journal record; its first byte.</summary>
internal enum RecordKind : byte
{
    Message = 1,
    Turn = 2,
    Entity = 3,
    Purge = 4,
    SavedInstance = 5,
    SavedEntity = 6,
}

/// <summary>Commits and snapshots as journal records.</summary>
internal static class Records
{
    public static void Write(RecordWriter writer, Commit commit)
    {
        switch (commit)
        {
            case MessageCommit message:
                writer.Byte((byte)RecordKind.Message);
                writer.Message(message.Message);
                break;
            case TurnCommit turn:
                writer.Byte((byte)RecordKind.Turn);
                Write(writer, turn);
                break;
            case EntityCommit entity:
                writer.Byte((byte)RecordKind.Entity);
                Write(writer, entity);
                break;
            case PurgeCommit purge:
                writer.Byte((byte)RecordKind.Purge);
                writer.Each(purge.Ids, static (into, id) => into.Text(id));
                break;
        }
    }

    public static void Write(RecordWriter writer, InstanceSnapshot saved)
    {
        writer.Byte((byte)RecordKind.SavedInstance);
        writer.Text(saved.Id);
        writer.Moment(saved.Execution.CreatedAt);
        writer.Event(saved.Execution.Start);
        writer.ExecutionStatus(saved.ExecutionStatus);
        writer.Each(saved.Execution.HistoryUpTo(saved.Length), static (into, what) => into.Event(what));
        writer.Each(saved.Messages, static (into, message) => into.Message(message));
    }

    public static void Write(RecordWriter writer, EntityCommit state, IReadOnlyList<Message> messages)
    {
        writer.Byte((byte)RecordKind.SavedEntity);
        Write(writer, state);
        writer.Each(messages, static (into, message) => into.Message(message));
    }

    public static TurnCommit ReadTurn(ref RecordReader reader)
    {
        string id = reader.Text()!;
        return new(id, reader.Text()!)
        {
            Consumed = reader.Numbers(),
            News = reader.Events(),
            ExecutionStatus = reader.ExecutionStatus(),
            Sent = reader.Messages(),
            Next = reader.Byte() != 0 ? reader.Event() : null,
        };
    }

    public static EntityCommit ReadEntity(ref RecordReader reader) =>
        new(reader.Text()!, reader.Numbers(), reader.Text(), reader.Moment(), reader.Messages());

    private static void Write(RecordWriter writer, TurnCommit turn)
    {
        writer.Text(turn.InstanceId);
        writer.Text(turn.Execution);
        writer.Each(turn.Consumed, static (into, number) => into.Number(number));
        writer.Each(turn.News, static (into, what) => into.Event(what));
        writer.ExecutionStatus(turn.ExecutionStatus);
        writer.Each(turn.Sent, static (into, message) => into.Message(message));
        writer.Byte(turn.Next is null ? (byte)0 : (byte)1);
        if (turn.Next is { } next)
        {
            writer.Event(next);
        }
    }

    private static void Write(RecordWriter writer, EntityCommit entity)
    {
        writer.Text(entity.EntityId);
        writer.Each(entity.Consumed, static (into, number) => into.Number(number));
        writer.Text(entity.State);
        writer.Moment(entity.UpdatedAt);
        writer.Each(entity.Sent, static (into, message) => into.Message(message));
    }
}
