namespace Steadfast.Local.Runtime;

/// <summary>
/// The messages of one mailbox: those that a turn can take, and those held until they are due. Used only under the mailbox's gate.
/// </summary>
internal sealed class Inbox
{
    private List<Message>? _waiting;
    private List<Message>? _held;

    /// <summary>Messages that a turn can take, in the order of arrival.</summary>
    public IReadOnlyList<Message> Waiting => (IReadOnlyList<Message>?)_waiting ?? [];

    /// <summary>Messages that are not due yet.</summary>
    public IReadOnlyList<Message> Held => (IReadOnlyList<Message>?)_held ?? [];

    /// <summary>All messages, held ones included.</summary>
    public int Count => Waiting.Count + Held.Count;

    public void Add(Message message) => (_waiting ??= []).Add(message);

    /// <summary>Keeps a message back until <see cref="Release"/>.</summary>
    public void Hold(Message message) => (_held ??= []).Add(message);

    /// <summary>Puts a held message behind those that wait. False when it is not here any more.</summary>
    public bool Release(Message message)
    {
        bool held = _held?.Remove(message) == true;
        if (held)
        {
            Add(message);
        }

        return held;
    }

    /// <summary>Takes out all that a turn can take.</summary>
    public List<Message> TakeWaiting()
    {
        List<Message> taken = _waiting ?? [];
        _waiting = null;
        return taken;
    }

    /// <summary>Puts messages before all others.</summary>
    public void PutFirst(IReadOnlyCollection<Message> messages)
    {
        if (messages.Count > 0)
        {
            (_waiting ??= []).InsertRange(0, messages);
        }
    }

    /// <summary>Takes out messages by their numbers.</summary>
    public void Remove(IReadOnlyList<long> numbers)
    {
        if (numbers.Count > 0)
        {
            _waiting?.RemoveAll(message => numbers.Contains(message.Number));
            _held?.RemoveAll(message => numbers.Contains(message.Number));
        }
    }

    /// <summary>Drops all.</summary>
    public void Clear()
    {
        _waiting = null;
        _held = null;
    }

    /// <summary>Everything that must survive a crash.</summary>
    public List<Message> Durable() => [.. Waiting.Concat(Held).Where(message => message.Number != 0)];
}
