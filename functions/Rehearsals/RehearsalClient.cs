using System.Text.Json;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Client.Entities;
using Microsoft.DurableTask.Converters;
using Microsoft.DurableTask.Entities;

namespace Steadfast.Functions.Rehearsals;

/// <summary>Stands for a Durable client behind which there is no storage: what is started is there, and never runs.</summary>
internal sealed class RehearsalClient() : DurableTaskClient("rehearsal")
{
    private static readonly JsonDataConverter Converter = new(RehearsalWire.Options);
    private readonly Dictionary<string, OrchestrationMetadata> _started = [];
    private readonly Nothing _entities = new();

    /// <summary>Gets the ids of what was started.</summary>
    public IReadOnlyCollection<string> Started => _started.Keys;

    public override DurableEntityClient Entities => _entities;

    public override async Task<string> ScheduleNewOrchestrationInstanceAsync(
        TaskName orchestratorName, object? input = null, StartOrchestrationOptions? options = null,
        CancellationToken cancellation = default)
    {
        await Task.Yield();
        string id = options?.InstanceId ?? orchestratorName.Name;
        _started[id] = new(orchestratorName, id)
        {
            RuntimeStatus = OrchestrationRuntimeStatus.Running,
            DataConverter = Converter,
            SerializedInput = JsonSerializer.Serialize(input, RehearsalWire.Options),
        };
        return id;
    }

    public override async Task<OrchestrationMetadata?> GetInstancesAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default)
    {
        await Task.Yield();
        return _started.GetValueOrDefault(instanceId);
    }

    public override AsyncPageable<OrchestrationMetadata> GetAllInstancesAsync(OrchestrationQuery? filter = null) =>
        Pageable.Create<OrchestrationMetadata>((_, _, _) => Task.FromResult(new Page<OrchestrationMetadata>([])));

    public override Task RaiseEventAsync(
        string instanceId, string eventName, object? eventPayload = null, CancellationToken cancellation = default) => throw NotPlayed();

    public override Task<OrchestrationMetadata> WaitForInstanceStartAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) => throw NotPlayed();

    public override Task<OrchestrationMetadata> WaitForInstanceCompletionAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) => throw NotPlayed();

    public override Task SuspendInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default) =>
        throw NotPlayed();

    public override Task ResumeInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default) =>
        throw NotPlayed();

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static NotSupportedException NotPlayed() => new("This is no part of a rehearsal.");

    private sealed class Nothing() : DurableEntityClient("rehearsal")
    {
        public override Task SignalEntityAsync(
            EntityInstanceId id, string operationName, object? input = null, SignalEntityOptions? options = null,
            CancellationToken cancellation = default) => throw NotPlayed();

        public override async Task<EntityMetadata?> GetEntityAsync(
            EntityInstanceId id, bool includeState = true, CancellationToken cancellation = default)
        {
            await Task.Yield();
            return null;
        }

        public override async Task<EntityMetadata<T>?> GetEntityAsync<T>(
            EntityInstanceId id, bool includeState = true, CancellationToken cancellation = default)
        {
            await Task.Yield();
            return null;
        }

        public override AsyncPageable<EntityMetadata> GetAllEntitiesAsync(EntityQuery? filter = null) => throw NotPlayed();

        public override AsyncPageable<EntityMetadata<T>> GetAllEntitiesAsync<T>(EntityQuery? filter = null) => throw NotPlayed();

        public override Task<CleanEntityStorageResult> CleanEntityStorageAsync(
            CleanEntityStorageRequest? request = null, bool continueUntilComplete = true, CancellationToken cancellation = default) =>
                throw NotPlayed();
    }
}
