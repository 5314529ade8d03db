using DurableTask.AzureStorage;
using DurableTask.Core.Entities;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Client.Entities;
using Microsoft.DurableTask.Entities;
using Steadfast.Local.Runtime;
using OrchestrationInstance = DurableTask.Core.OrchestrationInstance;

namespace Steadfast.Conformance.Tests.Engine;

/// <summary>The entity side of <see cref="StorageClient"/>.</summary>
internal sealed class StorageEntityClient(AzureStorageOrchestrationService service) : DurableEntityClient("storage")
{
    private EntityBackendQueries Queries => ((IEntityOrchestrationService)service).EntityBackendQueries!;

    public override async Task SignalEntityAsync(
        EntityInstanceId id, string operationName, object? input = null, SignalEntityOptions? options = null, CancellationToken cancellation = default)
    {
        (DateTime, DateTime)? due = options?.SignalTime is { } at ? (at.UtcDateTime, at.UtcDateTime) : null;
        EntityMessageEvent signal = ClientEntityHelpers.EmitOperationSignal(
            new OrchestrationInstance { InstanceId = id.ToString() }, Guid.NewGuid(), operationName, WireJson.Default.Serialize(input), due);
        await service.SendTaskOrchestrationMessageAsync(signal.AsTaskMessage());
    }

    public override async Task<EntityMetadata?> GetEntityAsync(EntityInstanceId id, bool includeState = true, CancellationToken cancellation = default) =>
        await Queries.GetEntityAsync(new EntityId(id.Name, id.Key), includeState, includeStateless: false, cancellation) is { } found ? Of(found) : null;

    public override async Task<EntityMetadata<T>?> GetEntityAsync<T>(EntityInstanceId id, bool includeState = true, CancellationToken cancellation = default) =>
        await Queries.GetEntityAsync(new EntityId(id.Name, id.Key), includeState, includeStateless: false, cancellation) is not { } found ? null
        : found.SerializedState is null ? new EntityMetadata<T>(id) { LastModifiedTime = found.LastModifiedTime, BacklogQueueSize = found.BacklogQueueSize }
        : new(id, WireJson.Default.Deserialize<T>(found.SerializedState)!) { LastModifiedTime = found.LastModifiedTime, BacklogQueueSize = found.BacklogQueueSize };

    public override AsyncPageable<EntityMetadata> GetAllEntitiesAsync(EntityQuery? filter = null) => throw new NotSupportedException("No function lists entities.");

    public override AsyncPageable<EntityMetadata<T>> GetAllEntitiesAsync<T>(EntityQuery? filter = null) => throw new NotSupportedException("No function lists entities.");

    public override Task<CleanEntityStorageResult> CleanEntityStorageAsync(
        CleanEntityStorageRequest? request = null, bool continueUntilComplete = true, CancellationToken cancellation = default) =>
        throw new NotSupportedException("No function cleans entities up.");

    private static EntityMetadata Of(EntityBackendQueries.EntityMetadata found) => new(
        new EntityInstanceId(found.EntityId.Name, found.EntityId.Key), found.SerializedState is null ? null : new SerializedData(found.SerializedState, WireJson.Default))
    {
        LastModifiedTime = found.LastModifiedTime,
        BacklogQueueSize = found.BacklogQueueSize,
    };
}
