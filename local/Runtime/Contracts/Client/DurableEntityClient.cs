using Microsoft.DurableTask.Entities;

namespace Microsoft.DurableTask.Client.Entities;

/// <summary>Signals and reads entities.</summary>
public abstract class DurableEntityClient(string name)
{
    public string Name { get; } = name;

    public abstract Task SignalEntityAsync(EntityInstanceId id, string operationName, object? input = null, SignalEntityOptions? options = null, CancellationToken cancellation = default);

    public virtual Task SignalEntityAsync(EntityInstanceId id, string operationName, SignalEntityOptions options, CancellationToken cancellation = default) =>
        SignalEntityAsync(id, operationName, null, options, cancellation);

    public virtual Task SignalEntityAsync(EntityInstanceId id, string operationName, CancellationToken cancellation) => SignalEntityAsync(id, operationName, null, null, cancellation);

    public abstract Task<EntityMetadata?> GetEntityAsync(EntityInstanceId id, bool includeState = true, CancellationToken cancellation = default);

    public virtual Task<EntityMetadata?> GetEntityAsync(EntityInstanceId id, CancellationToken cancellation) => GetEntityAsync(id, true, cancellation);

    public abstract Task<EntityMetadata<T>?> GetEntityAsync<T>(EntityInstanceId id, bool includeState = true, CancellationToken cancellation = default);

    public virtual Task<EntityMetadata<T>?> GetEntityAsync<T>(EntityInstanceId id, CancellationToken cancellation) => GetEntityAsync<T>(id, true, cancellation);

    public abstract AsyncPageable<EntityMetadata> GetAllEntitiesAsync(EntityQuery? filter = null);

    public abstract AsyncPageable<EntityMetadata<T>> GetAllEntitiesAsync<T>(EntityQuery? filter = null);

    public abstract Task<CleanEntityStorageResult> CleanEntityStorageAsync(
        CleanEntityStorageRequest? request = null, bool continueUntilComplete = true, CancellationToken cancellation = default);
}
