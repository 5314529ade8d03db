namespace Steadfast.Local.Runtime;

/// <summary>The queues of a task hub with one partition: one for the messages to orchestrations and entities, one for activities.</summary>
internal sealed class StorageQueues(Engine engine, StorageBehavior behavior)
{
    private readonly PolledQueue _control = new(behavior.MaxPollingInterval);
    private readonly PolledQueue _work = new(behavior.MaxPollingInterval);
    private DateTime _invisibleUntil = DateTime.MinValue;

    /// <summary>Hides what was being worked on when the process before this one ended.</summary>
    public void HideUnfinished() => _invisibleUntil = engine.UtcNow + behavior.VisibilityTimeout;

    /// <summary>A message of a client, which may run in another process and wakes nobody.</summary>
    public Message FromClient(Message message) =>
        message with { DueAt = IsLater(message) ? message.DueAt + behavior.MaxPollingInterval : _control.FoundAt(engine.UtcNow) };

    /// <summary>The message as it waits in its queue.</summary>
    public Message InQueue(Message message)
    {
        if (engine.IsRecovering)
        {
            return message with { DueAt = Recovered(message.DueAt ?? DateTime.MinValue) };
        }

        if (IsLater(message))
        {
            return message;
        }

        // A timer is a message that becomes visible at its time.
        return message with
        {
            DueAt = message.Event.Kind == EventKind.TimerFired ? _control.FoundAt(engine.UtcNow) : _control.WokenAt(engine.UtcNow),
        };
    }

    /// <summary>Calls back when an activity that is asked for now is found in its queue.</summary>
    public void WhenWorkIsFound(Action<object?> found, object work) =>
        engine.Timers.Add(engine.IsRecovering ? Recovered(DateTime.MinValue) : _work.WokenAt(engine.UtcNow), found, work);

    private bool IsLater(Message message) => message.DueAt is { } due && due > engine.UtcNow;

    private DateTime Recovered(DateTime due) => (due > _invisibleUntil ? due : _invisibleUntil) + behavior.MaxPollingInterval;
}
