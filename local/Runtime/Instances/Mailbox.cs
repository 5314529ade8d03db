namespace Steadfast.Local.Runtime;

/// <summary>
/// Something that takes messages one batch at a time on a pool thread: no two turns of it run at once, and none holds a thread while it
/// waits.
/// </summary>
internal abstract class Mailbox(Engine engine, string id) : IThreadPoolWorkItem
{
    private List<Message> _inHand = [];
    private bool _isRunning;

    public string Id => id;

    /// <summary>True once it was removed; a message must then go to its successor.</summary>
    public bool IsRemoved { get; private set; }

    protected Engine Engine => engine;

    protected Lock Gate { get; } = new();

    protected bool IsRunning => _isRunning;

    /// <summary>Messages that it was sent. Used only under the gate.</summary>
    protected Inbox Inbox { get; } = new();

    /// <summary>Messages that wait, held ones included.</summary>
    public int Backlog
    {
        get
        {
            lock (Gate)
            {
                return Inbox.Count;
            }
        }
    }

    /// <summary>Takes a message in. False when this mailbox was removed.</summary>
    public bool Post(Message message)
    {
        lock (Gate)
        {
            if (IsRemoved)
            {
                return false;
            }

            Arrived(message);
            message = engine.Queues?.InQueue(message) ?? message;
            if (message.DueAt is { } due && (engine.IsRecovering || due > engine.UtcNow))
            {
                Inbox.Hold(message);
                Arm(message);
                return true;
            }

            Inbox.Add(message);
            Wake();
            return true;
        }
    }

    /// <summary>After a recovery: arms what is held and runs what can run.</summary>
    public void Resume()
    {
        lock (Gate)
        {
            foreach (Message held in Inbox.Held)
            {
                Arm(held);
            }

            Wake();
        }
    }

    void IThreadPoolWorkItem.Execute() => _ = RunAsync();

    /// <summary>Under the gate: a message came in, due or not.</summary>
    protected virtual void Arrived(Message message)
    {
    }

    /// <summary>Under the gate: whether a turn would do something.</summary>
    protected abstract bool CanRun();

    /// <summary>Takes the batch and finishes the turn. Returns at once when nothing is to be done.</summary>
    protected abstract ValueTask TurnAsync(List<Message> batch);

    /// <summary>Under the gate: what the next turn takes; the rest stays.</summary>
    protected virtual List<Message> TakeBatch(List<Message> waiting, out IReadOnlyList<Message> rest)
    {
        rest = [];
        return waiting;
    }

    /// <summary>Under the gate: every message that must survive a crash. What a turn has taken is part of it until its commit is.</summary>
    protected List<Message> Durable() => [.. _inHand.Where(message => message.Number != 0), .. Inbox.Durable()];

    /// <summary>Under the gate, before a snapshot can see it: the turn is recorded, and with it that its messages are consumed.</summary>
    protected void Settled() => _inHand = [];

    /// <summary>Under the gate: this mailbox takes nothing any more.</summary>
    protected void MarkRemoved()
    {
        IsRemoved = true;
        Inbox.Clear();
    }

    /// <summary>Under the gate: starts running when there is something to run.</summary>
    protected void Wake()
    {
        if (!_isRunning && !engine.IsRecovering && CanRun())
        {
            _isRunning = true;
            engine.Busy.Enter();
            engine.Work.Add(this);
        }
    }

    /// <summary>Under the gate: wakes the mailbox when a held message is due.</summary>
    private void Arm(Message message)
    {
        // A recovery arms all that is held at its end.
        if (!engine.IsRecovering)
        {
            engine.Timers.Add(message.DueAt!.Value, due => Release((Message)due!), message);
        }
    }

    private void Release(Message message)
    {
        lock (Gate)
        {
            if (Inbox.Release(message))
            {
                Wake();
            }
        }
    }

    private async Task RunAsync()
    {
        try
        {
            while (TryTake(out List<Message>? batch))
            {
                await TurnAsync(batch);
            }
        }
        catch (Exception failure)
        {
            engine.Fail(failure);
        }
        finally
        {
            engine.Busy.Exit();
        }
    }

    private bool TryTake([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out List<Message>? batch)
    {
        lock (Gate)
        {
            if (engine.IsStopped || !CanRun())
            {
                batch = null;
                _inHand = [];
                _isRunning = false;
                return false;
            }

            batch = TakeBatch(Inbox.TakeWaiting(), out IReadOnlyList<Message> rest);
            Inbox.PutFirst(rest);
            _inHand = batch;
            return true;
        }
    }
}
