using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Client.Entities;
using Microsoft.DurableTask.Entities;

namespace Steadfast.Local.Runtime;

/// <summary>The entity side of the Durable client.</summary>
internal sealed class LocalEntityClient(Engine engine) : DurableEntityClient("local")
{
    public override async Task SignalEntityAsync(
        EntityInstanceId id, string operationName, object? input = null, SignalEntityOptions? options = null,
        CancellationToken cancellation = default)
    {
        HistoryEvent signal = new()
        {
            Kind = EventKind.EntityOperation,
            Name = operationName,
            Data = WireJson.Default.Serialize(input),
            Time = engine.UtcNow,
        };
        engine.Limits.Require($"input of the operation '{operationName}'", signal.Data);
        Message message = new(engine.NextMessage(), id.ToString(), null, signal, options?.SignalTime?.UtcDateTime);
        MessageCommit commit = new(message);
        await engine.Store.EnterAsync();
        try
        {
            ValueTask durable = engine.Append(commit);
            await engine.CommittedAsync(commit, durable);
            engine.Receivers.Deliver(engine.Queues?.FromClient(message) ?? message);
        }
        finally
        {
            engine.Store.Leave();
        }
    }

    public override Task<EntityMetadata?> GetEntityAsync(
        EntityInstanceId id, bool includeState = true, CancellationToken cancellation = default) =>
        Task.FromResult(Load(id.ToString(), includeState, false));

    public override Task<EntityMetadata<T>?> GetEntityAsync<T>(
        EntityInstanceId id, bool includeState = true, CancellationToken cancellation = default) =>
        Task.FromResult(Load<T>(id.ToString(), includeState, false));

    public override AsyncPageable<EntityMetadata> GetAllEntitiesAsync(EntityQuery? filter = null)
    {
        EntityQuery query = filter ?? new();
        return new SortedPages<EntityMetadata>(
            after => Ids(query, after), id => Load(id, query.IncludeState, query.IncludeTransient),
            query.PageSize ?? EntityQuery.DefaultPageSize, query.ContinuationToken);
    }

    public override AsyncPageable<EntityMetadata<T>> GetAllEntitiesAsync<T>(EntityQuery? filter = null)
    {
        EntityQuery query = filter ?? new();
        return new SortedPages<EntityMetadata<T>>(
            after => Ids(query, after), id => Load<T>(id, query.IncludeState, query.IncludeTransient),
            query.PageSize ?? EntityQuery.DefaultPageSize, query.ContinuationToken);
    }

    public override async Task<CleanEntityStorageResult> CleanEntityStorageAsync(
        CleanEntityStorageRequest? request = null, bool continueUntilComplete = true, CancellationToken cancellation = default)
    {
        int removed = 0;
        foreach (EntityInstance entity in (request ?? CleanEntityStorageRequest.Default).RemoveEmptyEntities ? engine.Receivers.Entities.Values : [])
        {
            await engine.Store.EnterAsync();
            try
            {
                if (entity.TryRemove(out ValueTask durable))
                {
                    engine.Receivers.Forget(entity);
                    await engine.CommittedAsync(new PurgeCommit([entity.Id]), durable);
                    removed++;
                }
            }
            finally
            {
                engine.Store.Leave();
            }
        }

        return new() { EmptyEntitiesRemoved = removed };
    }

    // There are few.
    private IEnumerable<string> Ids(EntityQuery query, string? after) => engine.Receivers.Entities
        .Where(entry => (after is null || string.CompareOrdinal(entry.Key, after) > 0) && Fits(entry.Value, query))
        .Select(entry => entry.Key)
        .Order(StringComparer.Ordinal);

    private static bool Fits(EntityInstance entity, EntityQuery query)
    {
        var (state, updated) = entity.Current;
        string asked = query.InstanceIdStartsWith ?? "";
        string prefix = asked.StartsWith('@') ? asked : '@' + asked;
        return entity.Id.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)
            && (query.IncludeTransient || state is not null)
            && (query.LastModifiedFrom is null || updated >= query.LastModifiedFrom.Value.UtcDateTime)
            && (query.LastModifiedTo is null || updated <= query.LastModifiedTo.Value.UtcDateTime);
    }

    private EntityMetadata? Load(string id, bool includeState, bool includeTransient)
    {
        if (!engine.Receivers.Entities.TryGetValue(id, out EntityInstance? entity))
        {
            return null;
        }

        var (state, updated) = entity.Current;
        if (state is null && !includeTransient)
        {
            return null;
        }

        SerializedData? data = includeState && state is not null ? new(state, WireJson.Default) : null;
        return new EntityMetadata(EntityInstanceId.FromString(id), data) { LastModifiedTime = updated, BacklogQueueSize = entity.Backlog };
    }

    private EntityMetadata<T>? Load<T>(string id, bool includeState, bool includeTransient)
    {
        if (Load(id, includeState, includeTransient) is not { } found)
        {
            return null;
        }

        return found.IncludesState
            ? new(found.Id, found.State.ReadAs<T>())
            {
                LastModifiedTime = found.LastModifiedTime,
                BacklogQueueSize = found.BacklogQueueSize,
            }
            : new(found.Id) { LastModifiedTime = found.LastModifiedTime, BacklogQueueSize = found.BacklogQueueSize };
    }
}
