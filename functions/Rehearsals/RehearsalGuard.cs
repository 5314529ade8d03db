using System.Diagnostics.CodeAnalysis;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Entities;
using Steadfast.Functions.Guard;

namespace Steadfast.Functions.Rehearsals;

/// <summary>
/// Plays a guard in memory, as the only entity of a rehearsal. It begins without anything to remember, and is forgotten with it.
/// </summary>
internal sealed class RehearsalGuard : TaskOrchestrationEntityFeature
{
    private readonly MemoryState _state = new();

    /// <inheritdoc/>
    public override async Task<TResult> CallEntityAsync<TResult>(
        EntityInstanceId id, string operationName, object? input = null, CallEntityOptions? options = null)
    {
        await Task.Yield();
        object? result = await ((ITaskEntity)new GuardEntity()).RunAsync(new MemoryOperation(operationName, input, _state));
        return (TResult)RehearsalWire.Carry(result, typeof(TResult))!;
    }

    /// <inheritdoc/>
    public override async Task CallEntityAsync(
        EntityInstanceId id, string operationName, object? input = null, CallEntityOptions? options = null) =>
        await CallEntityAsync<object>(id, operationName, input, options);

    /// <inheritdoc/>
    public override Task SignalEntityAsync(
        EntityInstanceId id, string operationName, object? input = null, SignalEntityOptions? options = null) =>
        CallEntityAsync(id, operationName, input);

    /// <inheritdoc/>
    public override Task<IAsyncDisposable> LockEntitiesAsync(IEnumerable<EntityInstanceId> entityIds) =>
        throw new NotSupportedException("The guard is never locked.");

    /// <inheritdoc/>
    public override bool InCriticalSection([NotNullWhen(true)] out IReadOnlyList<EntityInstanceId>? entityIds)
    {
        entityIds = null;
        return false;
    }

    private sealed class MemoryOperation(string name, object? input, MemoryState state) : TaskEntityOperation
    {
        public override string Name => name;

        public override TaskEntityContext Context { get; } = new MemoryContext();

        public override TaskEntityState State => state;

        public override bool HasInput => input is not null;

        public override object? GetInput(Type inputType) => RehearsalWire.Carry(input, inputType);
    }

    private sealed class MemoryState : TaskEntityState
    {
        private object? _state;

        public override bool HasState => _state is not null;

        public override object? GetState(Type type) => RehearsalWire.Carry(_state, type);

        public override void SetState(object? state) => _state = state;
    }

    private sealed class MemoryContext : TaskEntityContext
    {
        public override EntityInstanceId Id => GuardEntity.Id;

        public override void SignalEntity(
            EntityInstanceId id, string operationName, object? input = null, SignalEntityOptions? options = null) =>
            throw new NotSupportedException("The guard signals nobody.");

        public override string ScheduleNewOrchestration(TaskName name, object? input = null, StartOrchestrationOptions? options = null) =>
            throw new NotSupportedException("The guard starts nothing.");
    }
}
