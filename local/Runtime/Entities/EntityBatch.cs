using Microsoft.DurableTask.Entities;

namespace Steadfast.Local.Runtime;

/// <summary>Carries out operations on an entity's state. A failed operation changes nothing and sends nothing but its failure.</summary>
internal sealed class EntityBatch(Engine engine, string id, string? state)
{
    private readonly List<Message> _sent = [];
    private readonly EntityInstanceId _entity = EntityInstanceId.FromString(id);

    public string? State { get; private set; } = state;

    public IReadOnlyList<Message> Sent => _sent;

    public async Task RunAsync(HistoryEvent operation)
    {
        if (engine.Altered is { } alter)
        {
            operation = operation with { Data = alter($"{_entity.Name}.{operation.Name}", operation.Data) };
        }

        LocalEntityOperation running = new(engine, _entity, operation, State);
        HistoryEvent answer;
        try
        {
            if (!engine.Catalog.Entities.TryGetValue(_entity.Name, out EntityFunction? function))
            {
                throw new InvalidOperationException($"There is no entity function '{_entity.Name}' in this app.");
            }

            object? result = await function.RunAsync(engine.NextWorker(), running);
            answer = new() { Kind = EventKind.EntityCompleted, Data = WireJson.Default.Serialize(result) };
            engine.Limits.Require($"state of the entity '{id}'", running.Stored);
            engine.Limits.Require($"result of the operation '{operation.Name}'", answer.Data);
            State = running.Stored;
            _sent.AddRange(running.Sent);
        }
        catch (Exception failure)
        {
            engine.Log.OperationFailed(id, operation.Name!, failure);
            answer = new() { Kind = EventKind.EntityFailed, Failure = engine.Limits.Bounded(FailureDescription.From(failure)) };
        }

        if (operation.Caller is { } caller)
        {
            HistoryEvent complete = answer with { Id = caller.TaskId, Name = operation.Name, Target = id, Time = engine.UtcNow };
            _sent.Add(new(engine.NextMessage(), caller.InstanceId, caller.Execution, complete));
        }
    }
}
