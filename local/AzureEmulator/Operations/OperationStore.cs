namespace Steadfast.Local.AzureEmulator;

/// <summary>Every operation that runs and the latest that ended; older ones are forgotten, as in Azure. Safe from any thread.</summary>
public sealed class OperationStore(TimeProvider clock, Func<Guid> newId)
{
    private const int Remembered = 1_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Operation> _operations = new(StringComparer.OrdinalIgnoreCase);
    private readonly Queue<string> _ended = new();

    /// <summary>Raised when an operation begins, before it has done anything.</summary>
    public event Action<Operation>? Begun;

    /// <summary>All operations that are known, oldest first.</summary>
    public IReadOnlyList<Operation> All
    {
        get
        {
            lock (_gate)
            {
                return [.. _operations.Values.OrderBy(operation => operation.StartTime)];
            }
        }
    }

    /// <summary>The operation, or null for one that never was or is forgotten.</summary>
    public Operation? Find(string id)
    {
        lock (_gate)
        {
            return _operations.GetValueOrDefault(id);
        }
    }

    internal Operation Begin(string kind, string instances, Initiator by)
    {
        var id = newId().ToString();
        Operation operation = new(id, kind, instances, clock.GetUtcNow(), EndTime: null, Operation.InProgress, Error: null) { By = by };
        lock (_gate)
        {
            _operations.Add(id, operation);
        }

        Begun?.Invoke(operation);
        return operation;
    }

    internal void End(string id, OperationError? error)
    {
        lock (_gate)
        {
            _operations[id] = _operations[id] with
            {
                EndTime = clock.GetUtcNow(),
                Status = error is null ? Operation.Succeeded : Operation.Failed,
                Error = error,
            };
            _ended.Enqueue(id);
            if (_ended.Count > Remembered)
            {
                _operations.Remove(_ended.Dequeue());
            }
        }
    }
}
