using System.Diagnostics.CodeAnalysis;
using Microsoft.DurableTask.Entities;

namespace Steadfast.Local.Runtime;

/// <summary>
/// Entities as an orchestrator calls and signals them. Locks are not offered: one entity's operations are in order anyway.
/// </summary>
internal sealed class EntityFeature(OrchestratorContext context) : TaskOrchestrationEntityFeature
{
    public override Task<TResult> CallEntityAsync<TResult>(
        EntityInstanceId id, string operationName, object? input = null, CallEntityOptions? options = null) =>
        context.Ask<TResult>(Operation(EventKind.EntityCalled, id, operationName, input, null));

    public override Task CallEntityAsync(
        EntityInstanceId id, string operationName, object? input = null, CallEntityOptions? options = null) =>
        CallEntityAsync<object>(id, operationName, input, options);

    public override Task SignalEntityAsync(
        EntityInstanceId id, string operationName, object? input = null, SignalEntityOptions? options = null)
    {
        context.Tell(Operation(EventKind.EntitySignaled, id, operationName, input, options?.SignalTime?.UtcDateTime));
        return Task.CompletedTask;
    }

    public override Task<IAsyncDisposable> LockEntitiesAsync(IEnumerable<EntityInstanceId> entityIds) =>
        throw new NotSupportedException(
            "The local runtime has no entity locks: put what must happen together into one operation of one entity.");

    public override bool InCriticalSection([NotNullWhen(true)] out IReadOnlyList<EntityInstanceId>? entityIds)
    {
        entityIds = null;
        return false;
    }

    private static HistoryEvent Operation(EventKind kind, EntityInstanceId id, string operation, object? input, DateTime? at) =>
        new() { Kind = kind, Name = operation, Target = id.ToString(), Data = WireJson.Default.Serialize(input), FireAt = at };
}
