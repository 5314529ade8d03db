namespace Steadfast.Local.Runtime;

/// <summary>One entity: its state, and operations one after the other in the order of arrival.</summary>
internal sealed class EntityInstance(Engine engine, string id) : Mailbox(engine, id)
{
    private (string? State, DateTime UpdatedAt) _current;

    /// <summary>The state as JSON text (null when there is none) and when it last changed.</summary>
    public (string? State, DateTime UpdatedAt) Current
    {
        get
        {
            lock (Gate)
            {
                return _current;
            }
        }
    }

    /// <summary>Removes it when it holds no state and nothing waits.</summary>
    public bool TryRemove(out ValueTask durable)
    {
        lock (Gate)
        {
            bool empty = !IsRemoved && _current.State is null && Inbox.Count == 0 && !IsRunning;
            durable = empty ? Engine.Append(new PurgeCommit([Id])) : default;
            if (empty)
            {
                MarkRemoved();
            }

            return empty;
        }
    }

    /// <summary>While recovering: what a recorded batch did.</summary>
    public void Recover(EntityCommit commit)
    {
        lock (Gate)
        {
            Inbox.Remove(commit.Consumed);
            _current = (commit.State, commit.UpdatedAt);
        }
    }

    /// <summary>The entity as a commit with everything that waits.</summary>
    public (EntityCommit State, IReadOnlyList<Message> Messages) Snapshot()
    {
        lock (Gate)
        {
            return (new(Id, [], _current.State, _current.UpdatedAt, []), Durable());
        }
    }

    protected override bool CanRun() => Inbox.Waiting.Count > 0;

    protected override async ValueTask TurnAsync(List<Message> batch)
    {
        EntityBatch operations = new(Engine, Id, Current.State);
        foreach (Message message in batch)
        {
            await operations.RunAsync(message.Event);
        }

        EntityCommit commit = new(Id, [.. batch.Select(message => message.Number)], operations.State, Engine.UtcNow, operations.Sent);
        await Engine.Store.EnterAsync();
        try
        {
            ValueTask durable = Engine.Append(commit);
            await Engine.CommittedAsync(commit, durable);
            lock (Gate)
            {
                _current = (commit.State, commit.UpdatedAt);
                Settled();
            }

            foreach (Message message in commit.Sent)
            {
                Engine.Receivers.Deliver(message);
            }
        }
        finally
        {
            Engine.Store.Leave();
        }
    }
}
