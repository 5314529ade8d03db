using Microsoft.DurableTask.Client;

namespace Steadfast.Local.Runtime;

/// <summary>One instance id and the execution that currently holds it.</summary>
internal sealed class OrchestrationInstance(Engine engine, string id) : Mailbox(engine, id)
{
    private Execution? _execution;
    private Waiters? _waiters;
    private ValueTask _begun;

    /// <summary>Moment by which the index has it; null while it has not. Of the index only.</summary>
    public DateTime? IndexedAt { get; set; }

    /// <summary>Completes when the newest start from outside is durable. Nobody is told of the instance before.</summary>
    public ValueTask Begun
    {
        get
        {
            lock (Gate)
            {
                return _begun;
            }
        }
    }

    /// <summary>Reads something consistent about the current execution.</summary>
    public T Read<T>(Func<Execution?, T> read)
    {
        lock (Gate)
        {
            return read(_execution);
        }
    }

    /// <summary>Starts an execution here from outside, replacing what is here, unless that is in one of the given states.</summary>
    public StartResult Start(Message start, IReadOnlyCollection<OrchestrationRuntimeStatus> keep)
    {
        lock (Gate)
        {
            if (IsRemoved)
            {
                return new(StartRefusal.Removed, null, default);
            }

            if (_execution is { } current && keep.Contains(current.Status))
            {
                return new(StartRefusal.Exists, current.Status, _begun);
            }

            _begun = Engine.Append(new MessageCommit(start)).Preserve();
            Begin(start.Event);
            return new(StartRefusal.None, null, _begun);
        }
    }

    /// <summary>Starts an execution here from outside if the row is still the one that the caller read.</summary>
    /// <param name="seen">How it stood when the caller read it; null when there was none.</param>
    public StartResult StartIfUnchanged(Message start, ExecutionStatus? seen)
    {
        lock (Gate)
        {
            if (IsRemoved)
            {
                return new(StartRefusal.Removed, null, default);
            }

            if (_execution?.ExecutionStatus != seen)
            {
                return new(StartRefusal.LostRace, null, _begun);
            }

            _begun = Engine.Append(new MessageCommit(start)).Preserve();
            Begin(start.Event);
            return new(StartRefusal.None, null, _begun);
        }
    }

    /// <summary>Records a message from outside for an execution that is not over. False when it is over or was removed.</summary>
    public bool TryRecord(Message message, out ValueTask durable)
    {
        lock (Gate)
        {
            bool live = !IsRemoved && _execution is { IsOver: false };
            durable = live ? Engine.Append(new MessageCommit(message)) : default;
            return live;
        }
    }

    /// <summary>Removes it when it is over and still as the caller saw it.</summary>
    public bool TryRemove(Func<Execution, bool> condition, out ValueTask durable)
    {
        lock (Gate)
        {
            bool fits = !IsRemoved && _execution is { IsOver: true } over && condition(over);
            durable = fits ? Engine.Append(new PurgeCommit([Id])) : default;
            if (fits)
            {
                MarkRemoved();
            }

            return fits;
        }
    }

    /// <summary>Completes when the execution has left the pending state, or has ended.</summary>
    public Task WhenAsync(bool ended, CancellationToken cancellation)
    {
        lock (Gate)
        {
            return _execution is null || Waiters.IsReached(ended, _execution.ExecutionStatus)
                ? Task.CompletedTask
                : (_waiters ??= new()).Add(ended).WaitAsync(cancellation);
        }
    }

    /// <summary>While recovering: what a recorded turn did to this instance.</summary>
    public void Recover(TurnCommit turn)
    {
        lock (Gate)
        {
            Inbox.Remove(turn.Consumed);
            if (_execution?.Id == turn.Execution)
            {
                Apply(_execution, turn);
            }
        }
    }

    /// <summary>While recovering: a recorded start from outside, which replaces whatever is here.</summary>
    public void RecoverStart(HistoryEvent start)
    {
        lock (Gate)
        {
            Begin(start);
        }
    }

    /// <summary>While recovering: the instance as a snapshot holds it.</summary>
    public void Recover(Execution saved)
    {
        lock (Gate)
        {
            _execution = saved;
            Engine.Receivers.Index.Put(this, saved.CreatedAt);
        }
    }

    /// <summary>The parts of a snapshot; reading them later needs no lock.</summary>
    public InstanceSnapshot? Snapshot()
    {
        lock (Gate)
        {
            return _execution is null || IsRemoved ? null : new(Id, _execution, _execution.Length, _execution.ExecutionStatus, Durable());
        }
    }

    /// <summary>At the end of a recovery: activities and timers that were under way when the process ended are set going again.</summary>
    public bool SetGoing()
    {
        if (Read(current => current is { IsOver: false } ? current : null) is not { } live)
        {
            return false;
        }

        OpenActions.SetGoing(Engine, this, live, [.. live.Open]);
        return true;
    }

    /// <summary>
    /// Records a turn of an execution. False when that was replaced or removed while the turn ran: what it did never happened.
    /// </summary>
    public bool TryRecord(Execution live, TurnCommit turn, out ValueTask durable)
    {
        lock (Gate)
        {
            bool current = !IsRemoved && _execution == live;
            durable = current ? Engine.Append(turn) : default;
            return current;
        }
    }

    /// <summary>Takes in a turn that is durable, and tells those who waited for it.</summary>
    public void Settle(Execution live, TurnCommit turn)
    {
        lock (Gate)
        {
            Apply(live, turn);
            Settled();
            if (turn.IsOver || turn.Next is not null)
            {
                live.Disarm();
            }

            _waiters?.Tell(_execution!.ExecutionStatus);
        }
    }

    /// <summary>Arms a timer of an execution, unless that is over or was replaced meanwhile.</summary>
    public void Arm(Execution live, HistoryEvent timer)
    {
        Message fired = new(0, Id, live.Id, new() { Kind = EventKind.TimerFired, Id = timer.Id, FireAt = timer.FireAt });
        lock (Gate)
        {
            if (_execution == live && !live.IsOver)
            {
                (live.Timers ??= new(Engine.Timers)).Arm(timer.Id, timer.FireAt!.Value, due => Post((Message)due!), fired);
            }
        }
    }

    /// <summary>Lets go of a timer of an execution; nothing happens when it is not armed.</summary>
    public void Disarm(Execution live, int id)
    {
        lock (Gate)
        {
            live.Timers?.Disarm(id);
        }
    }

    protected override void Arrived(Message message)
    {
        if (message.Event.Kind == EventKind.ExecutionStarted
            && _execution is not { IsOver: false } && _execution?.Id != message.Event.Execution)
        {
            Begin(message.Event);
        }
    }

    protected override bool CanRun() => Intake.IsWorthATurn(_execution?.Status, Inbox.Waiting);

    protected override List<Message> TakeBatch(List<Message> waiting, out IReadOnlyList<Message> rest) =>
        Intake.Take(_execution?.Status, waiting, out rest);

    protected override ValueTask TurnAsync(List<Message> batch)
    {
        if (Read(current => current is { IsOver: false } ? current : null) is { } live)
        {
            return new Turn(Engine, this, live).RunAsync(batch);
        }

        Restart(batch);
        return default;
    }

    /// <summary>Messages for an execution that is over are dropped, except a parent's start, which begins the next one.</summary>
    private void Restart(List<Message> batch)
    {
        foreach (Message start in batch.Where(message => message.Event.Kind == EventKind.ExecutionStarted && message.Event.Execution != _execution?.Id))
        {
            Post(start);
        }
    }

    private void Apply(Execution live, TurnCommit turn)
    {
        live.Apply(turn);
        if (turn.Next is not null && _execution == live)
        {
            _execution = new Execution(turn.Next, OrchestrationRuntimeStatus.Running) { CreatedAt = live.CreatedAt };
            Inbox.PutFirst([.. turn.SentToItself]);
        }
    }

    /// <summary>Under the gate: a new execution takes the id; what waited for the old one is dropped.</summary>
    private void Begin(HistoryEvent start)
    {
        if (_execution is { } old)
        {
            old.Disarm();
            Inbox.Clear();
        }

        _execution = new Execution(start);
        Engine.Receivers.Index.Put(this, _execution.CreatedAt);
    }
}
