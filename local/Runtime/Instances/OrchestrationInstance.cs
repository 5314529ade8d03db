using Microsoft.DurableTask.Client;

namespace Steadfast.Local.Runtime;

/// <summary>One instance id and the execution that currently holds it.</summary>
internal sealed class OrchestrationInstance(Engine engine, string id) : Mailbox(engine, id)
{
    private Execution? _execution;
    private List<(bool UntilEnd, TaskCompletionSource Source)>? _waiters;

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
                return new(StartRefusal.Exists, current.Status, default);
            }

            ValueTask durable = Engine.Append(new MessageCommit(start));
            Begin(start.Event);
            return new(StartRefusal.None, null, durable);
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
            if (_execution is null || _execution.IsOver || (!ended && _execution.Status != OrchestrationRuntimeStatus.Pending))
            {
                return Task.CompletedTask;
            }

            TaskCompletionSource source = new(TaskCreationOptions.RunContinuationsAsynchronously);
            (_waiters ??= []).Add((ended, source));
            return source.Task.WaitAsync(cancellation);
        }
    }

    /// <summary>While recovering: what a recorded turn did to this instance.</summary>
    public void Recover(TurnCommit turn)
    {
        lock (Gate)
        {
            Remove(turn.Consumed);
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
        }
    }

    /// <summary>The parts of a snapshot; reading them later needs no lock.</summary>
    public InstanceSnapshot? Snapshot()
    {
        lock (Gate)
        {
            return _execution is null || IsRemoved ? null : new(Id, _execution, _execution.Length, _execution.Standing, DurableMessages());
        }
    }

    /// <summary>At the end of a recovery: activities and timers that were under way when the process ended are set going again.</summary>
    public bool SetGoing()
    {
        if (Read(current => current is { IsOver: false } ? current : null) is not { } live)
        {
            return false;
        }

        SetGoing(live, [.. live.Open]);
        return true;
    }

    protected override void Arrived(Message message)
    {
        if (message.Event.Kind == EventKind.ExecutionStarted && _execution is not { IsOver: false } && _execution?.Id != message.Event.Execution)
        {
            Begin(message.Event);
        }
    }

    protected override bool CanRun() => Inbox.Count > 0 && _execution?.Status switch
    {
        OrchestrationRuntimeStatus.Pending => Inbox.Any(message => message.Event.Kind is EventKind.ExecutionStarted or EventKind.ExecutionTerminated),
        OrchestrationRuntimeStatus.Suspended => Inbox.Any(IsControl),
        _ => true,
    };

    protected override List<Message> TakeBatch(List<Message> waiting, out List<Message> rest)
    {
        if (_execution?.Status == OrchestrationRuntimeStatus.Suspended)
        {
            rest = [.. waiting.Where(message => !IsControl(message))];
            return [.. waiting.Where(IsControl)];
        }

        // What came before the start waits for it.
        if (_execution?.Status == OrchestrationRuntimeStatus.Pending)
        {
            waiting = [.. waiting.OrderBy(message => message.Event.Kind is EventKind.ExecutionStarted or EventKind.ExecutionTerminated ? 0 : 1)];
        }

        int suspension = waiting.FindIndex(message => message.Event.Kind == EventKind.ExecutionSuspended) + 1;
        rest = suspension == 0 ? [] : waiting[suspension..];
        return suspension == 0 ? waiting : waiting[..suspension];
    }

    protected override async ValueTask TurnAsync(List<Message> batch)
    {
        if (Read(current => current is { IsOver: false } ? current : null) is not { } live)
        {
            Restart(batch);
            return;
        }

        if (new TurnBuilder(Engine, Id, live).Build(batch) is not { } turn)
        {
            return;
        }

        await Engine.Store.EnterAsync();
        try
        {
            if (TryRecord(live, turn, out ValueTask durable))
            {
                await Engine.CommittedAsync(turn, durable);
                Depart(live, turn);
            }
        }
        finally
        {
            Engine.Store.Leave();
        }
    }

    private static bool IsControl(Message message) =>
        message.Event.Kind is EventKind.ExecutionSuspended or EventKind.ExecutionResumed or EventKind.ExecutionTerminated;

    /// <summary>Messages for an execution that is over are dropped, except a parent's start, which begins the next one.</summary>
    private void Restart(List<Message> batch)
    {
        foreach (Message start in batch.Where(message => message.Event.Kind == EventKind.ExecutionStarted && message.Event.Execution != _execution?.Id))
        {
            Post(start);
        }
    }

    private bool TryRecord(Execution live, TurnCommit turn, out ValueTask durable)
    {
        lock (Gate)
        {
            // Replaced or removed while the turn ran: what it did never happened.
            bool current = !IsRemoved && _execution == live;
            durable = current ? Engine.Append(turn) : default;
            return current;
        }
    }

    /// <summary>The turn is durable: only now does anything leave.</summary>
    private void Depart(Execution live, TurnCommit turn)
    {
        lock (Gate)
        {
            Apply(live, turn);
            if (turn.IsOver || turn.Next is not null)
            {
                Disarm(live);
            }

            Tell();
        }

        SetGoing(live, turn.News);
        foreach (Message message in turn.Sent)
        {
            if (turn.Next is null || message.To != Id)
            {
                Engine.Deliver(message);
            }
        }
    }

    private void Apply(Execution live, TurnCommit turn)
    {
        live.Apply(turn);
        if (turn.Next is not null && _execution == live)
        {
            _execution = new Execution(turn.Next, OrchestrationRuntimeStatus.Running) { CreatedAt = live.CreatedAt };
            PutFirst(turn.Sent.Where(message => message.To == Id));
        }
    }

    private void SetGoing(Execution live, IReadOnlyList<HistoryEvent> events)
    {
        foreach (HistoryEvent next in events)
        {
            switch (next.Kind)
            {
                case EventKind.TaskScheduled:
                    Engine.Dispatch(new ActivityWork(Engine, this, live.Id, next));
                    break;
                case EventKind.TimerCreated when live.IsOpen(next.Id):
                    Arm(live, next);
                    break;
                case EventKind.TimerCanceled or EventKind.TimerFired:
                    Disarm(live, next.Id);
                    break;
            }
        }
    }

    private void Arm(Execution live, HistoryEvent timer)
    {
        Message fired = new(0, Id, live.Id, new() { Kind = EventKind.TimerFired, Id = timer.Id, FireAt = timer.FireAt });
        lock (Gate)
        {
            if (_execution == live && !live.IsOver)
            {
                (live.Timers ??= [])[timer.Id] = Engine.Timers.Add(timer.FireAt!.Value, due => Post((Message)due!), fired);
            }
        }
    }

    private void Disarm(Execution live, int id)
    {
        lock (Gate)
        {
            if (live.Timers is { } timers && timers.Remove(id, out TimerHeap.Entry? entry))
            {
                Engine.Timers.Cancel(entry);
            }
        }
    }

    private void Disarm(Execution live)
    {
        foreach (TimerHeap.Entry entry in live.Timers?.Values ?? Enumerable.Empty<TimerHeap.Entry>())
        {
            Engine.Timers.Cancel(entry);
        }

        live.Timers = null;
    }

    /// <summary>Under the gate: a new execution takes the id; what waited for the old one is dropped.</summary>
    private void Begin(HistoryEvent start)
    {
        if (_execution is { } old)
        {
            Disarm(old);
            Clear();
        }

        _execution = new Execution(start);
    }

    private void Tell()
    {
        if (_waiters is null || _execution is null)
        {
            return;
        }

        bool started = _execution.Status != OrchestrationRuntimeStatus.Pending;
        foreach (var waiter in _waiters.Where(waiter => _execution.IsOver || (started && !waiter.UntilEnd)))
        {
            waiter.Source.TrySetResult();
        }

        _waiters.RemoveAll(waiter => waiter.Source.Task.IsCompleted);
    }
}

/// <summary>Why a start was refused.</summary>
internal enum StartRefusal
{
    None,
    Exists,
    Removed,
}

/// <summary>What became of a start.</summary>
internal readonly record struct StartResult(StartRefusal Refusal, OrchestrationRuntimeStatus? Existing, ValueTask Durable);

/// <summary>An instance at one moment.</summary>
internal sealed record InstanceSnapshot(string Id, Execution Execution, int Length, Standing Standing, IReadOnlyList<Message> Messages);
