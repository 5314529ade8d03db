namespace Steadfast.Local.Runtime;

/// <summary>Something that is recorded whole or not at all.</summary>
internal abstract record Commit
{
    /// <summary>Number of events it adds, as crash points count them.</summary>
    public abstract int Events { get; }
}

/// <summary>A message from outside: a start, an event, a termination.</summary>
internal sealed record MessageCommit(Message Message) : Commit
{
    public override int Events => 1;
}

/// <summary>One turn of an orchestration: what it took in, what it added to its history, how it stands, what it sends.</summary>
internal sealed record TurnCommit(string InstanceId, string Execution) : Commit
{
    public required IReadOnlyList<long> Consumed { get; init; }

    public required IReadOnlyList<HistoryEvent> News { get; init; }

    public required ExecutionStatus ExecutionStatus { get; init; }

    /// <summary>Messages that it sends to others, and with <see cref="Next"/> to itself.</summary>
    public IReadOnlyList<Message> Sent { get; init; } = [];

    /// <summary>The start of the next execution when it continues as new; its message is the first that it sends.</summary>
    public HistoryEvent? Next { get; init; }

    /// <summary>Messages to other instances. Only one that continues as new has messages for itself.</summary>
    public IEnumerable<Message> SentToOthers => Next is null ? Sent : Sent.Where(message => message.To != InstanceId);

    /// <summary>Messages that the next execution finds waiting.</summary>
    public IEnumerable<Message> SentToItself => Next is null ? [] : Sent.Where(message => message.To == InstanceId);

    public bool IsOver => ExecutionStatus.IsOver;

    public override int Events => News.Count;
}

/// <summary>A batch of operations of one entity.</summary>
internal sealed record EntityCommit(
    string EntityId, IReadOnlyList<long> Consumed, string? State, DateTime UpdatedAt, IReadOnlyList<Message> Sent) : Commit
{
    public override int Events => Consumed.Count;
}

/// <summary>Instances or entities that were removed.</summary>
internal sealed record PurgeCommit(IReadOnlyList<string> Ids) : Commit
{
    public override int Events => 1;
}
