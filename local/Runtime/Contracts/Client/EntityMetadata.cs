using System.Text.Json;
using Microsoft.DurableTask.Entities;

namespace Microsoft.DurableTask.Client
{
    /// <summary>A value that is still text.</summary>
    public sealed class SerializedData(string data, DataConverter? converter = null)
    {
        public string Value { get; } = data;

        public DataConverter Converter { get; } = converter!;

        public T ReadAs<T>() => Converter is null ? JsonSerializer.Deserialize<T>(Value)! : Converter.Deserialize<T>(Value)!;
    }
}

namespace Microsoft.DurableTask.Client.Entities
{
    /// <summary>What is known about one entity, and its state.</summary>
    public class EntityMetadata<TState>
    {
        private readonly TState? _state;

        public EntityMetadata(EntityInstanceId id)
        {
            Id = id;
        }

        public EntityMetadata(EntityInstanceId id, TState? state)
        {
            Id = id;
            _state = state;
            IncludesState = state is not null;
        }

        public EntityInstanceId Id { get; }

        public DateTimeOffset LastModifiedTime { get; init; }

        public int BacklogQueueSize { get; init; }

        public string? LockedBy { get; init; }

        public bool IncludesState { get; }

        public TState State => IncludesState ? _state! : throw new InvalidOperationException($"The state of entity '{Id}' was not asked for, or it has none.");
    }

    /// <summary>What is known about one entity.</summary>
    public sealed class EntityMetadata(EntityInstanceId id, SerializedData? state = null) : EntityMetadata<SerializedData>(id, state);

    /// <summary>Which entities a query returns.</summary>
    public record EntityQuery
    {
        public const int DefaultPageSize = 100;

        public string? InstanceIdStartsWith { get; init; }

        public DateTimeOffset? LastModifiedFrom { get; init; }

        public DateTimeOffset? LastModifiedTo { get; init; }

        public bool IncludeState { get; init; } = true;

        public bool IncludeTransient { get; init; }

        public int? PageSize { get; init; }

        public string? ContinuationToken { get; init; }
    }

    /// <summary>What to clean.</summary>
    public readonly record struct CleanEntityStorageRequest
    {
        public CleanEntityStorageRequest()
        {
        }

        public static CleanEntityStorageRequest Default => new();

        public bool RemoveEmptyEntities { get; init; } = true;

        public bool ReleaseOrphanedLocks { get; init; } = true;

        public string? ContinuationToken { get; init; }
    }

    /// <summary>What was cleaned.</summary>
    public readonly record struct CleanEntityStorageResult
    {
        public int EmptyEntitiesRemoved { get; init; }

        public int OrphanedLocksReleased { get; init; }

        public string? ContinuationToken { get; init; }
    }
}
