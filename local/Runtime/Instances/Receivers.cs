using System.Collections.Concurrent;

namespace Steadfast.Local.Runtime;

/// <summary>Everything that takes messages, by its id, and the way of a message to it.</summary>
internal sealed class Receivers(Engine engine)
{
    public ConcurrentDictionary<string, OrchestrationInstance> Orchestrations { get; } = new(StringComparer.Ordinal);

    /// <summary>The orchestrations in which an execution has begun, as lists find them.</summary>
    public InstanceIndex Index { get; } = new();

    public ConcurrentDictionary<string, EntityInstance> Entities { get; } = new(StringComparer.Ordinal);

    /// <summary>All of them.</summary>
    public IEnumerable<Mailbox> All => Orchestrations.Values.Concat<Mailbox>(Entities.Values);

    /// <summary>The orchestration that has the id; a new one, which nothing was started in yet, when there is none.</summary>
    public OrchestrationInstance OrchestrationOf(string id) =>
        Orchestrations.GetOrAdd(id, static (key, engine) => new(engine, key), engine);

    /// <summary>The entity that has the id; a new one without a state when there is none.</summary>
    public EntityInstance EntityOf(string id) => Entities.GetOrAdd(id, static (key, engine) => new(engine, key), engine);

    /// <summary>Hands a message to its receiver. One that needs an orchestration and finds none is dropped, as in Azure.</summary>
    public void Deliver(Message message)
    {
        bool taken;
        do
        {
            Mailbox? receiver = message.Event.Kind switch
            {
                EventKind.EntityOperation => EntityOf(message.To),
                EventKind.ExecutionStarted => OrchestrationOf(message.To),
                _ => Orchestrations.GetValueOrDefault(message.To),
            };
            if (receiver is null)
            {
                engine.Log.Dropped(message.To);
                return;
            }

            taken = receiver.Post(message);
            if (!taken)
            {
                Forget(receiver);
            }
        }
        while (!taken);
    }

    /// <summary>Takes a removed receiver out, if its successor is not there already.</summary>
    public void Forget(Mailbox removed)
    {
        if (removed is EntityInstance entity)
        {
            Entities.TryRemove(new(entity.Id, entity));
        }
        else if (removed is OrchestrationInstance orchestration)
        {
            Index.Remove(orchestration);
            Orchestrations.TryRemove(new(removed.Id, orchestration));
        }
    }
}
