using Microsoft.DurableTask;
using Microsoft.DurableTask.Entities;

namespace Steadfast.Local.Runtime;

/// <summary>One operation as the entity sees it. State and input cross the JSON boundary both ways.</summary>
internal sealed class LocalEntityOperation : TaskEntityOperation
{
    private readonly HistoryEvent _operation;
    private readonly LocalState _state;
    private readonly LocalContext _context;

    public LocalEntityOperation(Engine engine, EntityInstanceId entity, HistoryEvent operation, string? state)
    {
        _operation = operation;
        _state = new(state);
        _context = new(engine, entity);
    }

    /// <summary>The state as it is after the operation.</summary>
    public string? Stored => _state.Stored;

    /// <summary>Messages that the operation sends.</summary>
    public IReadOnlyList<Message> Sent => _context.Sent;

    public override string Name => _operation.Name!;

    public override TaskEntityContext Context => _context;

    public override TaskEntityState State => _state;

    public override bool HasInput => _operation.Data is not null;

    public override object? GetInput(Type inputType) => Arguments.FromJson(_operation.Data, inputType);

    private sealed class LocalState(string? stored) : TaskEntityState
    {
        public string? Stored { get; private set; } = stored;

        public override bool HasState => Stored is not null;

        public override object? GetState(Type type) => WireJson.Default.Deserialize(Stored, type);

        public override void SetState(object? state) => Stored = WireJson.Default.Serialize(state);
    }

    private sealed class LocalContext(Engine engine, EntityInstanceId entity) : TaskEntityContext
    {
        public List<Message> Sent { get; } = [];

        public override EntityInstanceId Id => entity;

        public override void SignalEntity(
            EntityInstanceId id, string operationName, object? input = null, SignalEntityOptions? options = null)
        {
            HistoryEvent signal = new()
            {
                Kind = EventKind.EntityOperation,
                Name = operationName,
                Data = WireJson.Default.Serialize(input),
                Time = engine.UtcNow,
            };
            engine.Limits.Require($"input of the operation '{operationName}'", signal.Data);
            Sent.Add(new(engine.NextMessage(), id.ToString(), null, signal, options?.SignalTime?.UtcDateTime));
        }

        public override string ScheduleNewOrchestration(TaskName name, object? input = null, StartOrchestrationOptions? options = null)
        {
            Message start = StartMessage.Of(engine, name, input, options);
            Sent.Add(start);
            return start.To;
        }
    }
}
