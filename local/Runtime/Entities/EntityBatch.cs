using Microsoft.DurableTask;
using Microsoft.DurableTask.Entities;

namespace Steadfast.Local.Runtime;

/// <summary>Carries out operations on an entity's state. A failed operation changes nothing and sends nothing but its failure.</summary>
internal sealed class EntityBatch(Engine engine, string id, string? state)
{
    private readonly List<Message> sent = [];
    private readonly EntityInstanceId entity = EntityInstanceId.FromString(id);

    public string? State { get; private set; } = state;

    public IReadOnlyList<Message> Sent => sent;

    public async Task RunAsync(HistoryEvent operation)
    {
        LocalEntityOperation running = new(engine, entity, operation, State);
        HistoryEvent answer;
        try
        {
            if (!engine.Catalog.Entities.TryGetValue(entity.Name, out EntityFunction? function))
            {
                throw new InvalidOperationException($"There is no entity function '{entity.Name}' in this app.");
            }

            object? result = await function.RunAsync(engine.Services, running);
            answer = new() { Kind = EventKind.EntityCompleted, Data = WireJson.Default.Serialize(result) };
            State = running.Stored;
            sent.AddRange(running.Sent);
        }
        catch (Exception failure)
        {
            engine.Log.OperationFailed(id, operation.Name!, failure);
            answer = new() { Kind = EventKind.EntityFailed, Failure = TaskFailureDetails.FromException(failure) };
        }

        if (operation.Caller is { } caller)
        {
            HistoryEvent complete = answer with { Id = caller.TaskId, Name = operation.Name, Target = id, Time = engine.UtcNow };
            sent.Add(new(engine.NextMessage(), caller.InstanceId, caller.Execution, complete));
        }
    }
}
