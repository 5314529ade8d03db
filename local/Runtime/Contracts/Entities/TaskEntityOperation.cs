namespace Microsoft.DurableTask.Entities;

/// <summary>Options of a signal.</summary>
public record SignalEntityOptions
{
    public DateTimeOffset? SignalTime { get; init; }

    public static implicit operator SignalEntityOptions(DateTimeOffset value) => new() { SignalTime = value };
}

/// <summary>Options of a call.</summary>
public record CallEntityOptions;

/// <summary>An operation on an entity failed.</summary>
public sealed class EntityOperationFailedException(EntityInstanceId entityId, string operationName, TaskFailureDetails failureDetails)
    : Exception($"Operation '{operationName}' of entity '{entityId}' failed: {failureDetails.ErrorMessage}")
{
    public EntityInstanceId EntityId { get; } = entityId;

    public string OperationName { get; } = operationName;

    public TaskFailureDetails FailureDetails { get; } = failureDetails;
}

/// <summary>Something that carries out entity operations.</summary>
public interface ITaskEntity
{
    ValueTask<object?> RunAsync(TaskEntityOperation operation);
}

/// <summary>What an entity may do beside changing its state.</summary>
public abstract class TaskEntityContext
{
    public abstract EntityInstanceId Id { get; }

    public virtual void SignalEntity(EntityInstanceId id, string operationName, SignalEntityOptions options) => SignalEntity(id, operationName, null, options);

    public abstract void SignalEntity(EntityInstanceId id, string operationName, object? input = null, SignalEntityOptions? options = null);

    public virtual string ScheduleNewOrchestration(TaskName name, StartOrchestrationOptions options) => ScheduleNewOrchestration(name, null, options);

    public abstract string ScheduleNewOrchestration(TaskName name, object? input = null, StartOrchestrationOptions? options = null);
}

/// <summary>The state of an entity during an operation.</summary>
public abstract class TaskEntityState
{
    public abstract bool HasState { get; }

    public virtual T? GetState<T>(T? defaultValue = default) => GetState(typeof(T)) is T state ? state : defaultValue;

    public abstract object? GetState(Type type);

    public abstract void SetState(object? state);
}

/// <summary>One operation on an entity.</summary>
public abstract class TaskEntityOperation
{
    public abstract string Name { get; }

    public abstract TaskEntityContext Context { get; }

    public abstract TaskEntityState State { get; }

    public abstract bool HasInput { get; }

    public virtual T? GetInput<T>() => (T?)GetInput(typeof(T));

    public abstract object? GetInput(Type inputType);

    public override string ToString() => $"{Context.Id}/{Name}";
}

/// <summary>Entities as an orchestrator sees them.</summary>
public abstract class TaskOrchestrationEntityFeature
{
    public abstract Task<TResult> CallEntityAsync<TResult>(EntityInstanceId id, string operationName, object? input = null, CallEntityOptions? options = null);

    public virtual Task<TResult> CallEntityAsync<TResult>(EntityInstanceId id, string operationName, CallEntityOptions? options) => CallEntityAsync<TResult>(id, operationName, null, options);

    public abstract Task CallEntityAsync(EntityInstanceId id, string operationName, object? input = null, CallEntityOptions? options = null);

    public virtual Task CallEntityAsync(EntityInstanceId id, string operationName, CallEntityOptions? options) => CallEntityAsync(id, operationName, null, options);

    public abstract Task SignalEntityAsync(EntityInstanceId id, string operationName, object? input = null, SignalEntityOptions? options = null);

    public virtual Task SignalEntityAsync(EntityInstanceId id, string operationName, SignalEntityOptions? options) => SignalEntityAsync(id, operationName, null, options);

    public abstract Task<IAsyncDisposable> LockEntitiesAsync(IEnumerable<EntityInstanceId> entityIds);

    public virtual Task<IAsyncDisposable> LockEntitiesAsync(params EntityInstanceId[] entityIds) => LockEntitiesAsync((IEnumerable<EntityInstanceId>)entityIds);

    public abstract bool InCriticalSection(out IReadOnlyList<EntityInstanceId>? entityIds);
}
