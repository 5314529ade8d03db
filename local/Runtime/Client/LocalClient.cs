using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Client.Entities;

namespace Steadfast.Local.Runtime;

/// <summary>The Durable client of the local runtime. What it answers for is durable when its task completes.</summary>
internal sealed class LocalClient : DurableTaskClient
{
    private readonly Engine _engine;
    private readonly InstanceCommands _commands;
    private readonly LocalEntityClient _entities;

    public LocalClient(Engine engine)
        : base("local")
    {
        _engine = engine;
        _commands = new(engine);
        _entities = new(engine);
    }

    public override DurableEntityClient Entities => _entities;

    public override async Task<string> ScheduleNewOrchestrationInstanceAsync(
        TaskName orchestratorName, object? input = null, StartOrchestrationOptions? options = null,
        CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        Message start = StartMessage.Of(_engine, orchestratorName, input, options);
        OrchestrationRuntimeStatus[] keep = [
            .. (options?.DedupeStatuses ?? []).Select(status => Enum.Parse<OrchestrationRuntimeStatus>(status, ignoreCase: true))];
        await _commands.StartAsync(start, keep);
        return start.To;
    }

    public override Task RaiseEventAsync(
        string instanceId, string eventName, object? eventPayload = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(eventName);
        return _commands.SendAsync(
            instanceId, new() { Kind = EventKind.EventRaised, Name = eventName, Data = WireJson.Default.Serialize(eventPayload) });
    }

    public override async Task TerminateInstanceAsync(
        string instanceId, TerminateInstanceOptions? options = null, CancellationToken cancellation = default)
    {
        // Azure Storage ends the one instance that is named, whatever is asked for.
        string[] children = options?.Recursive == true && _engine.Storage is null ? _commands.ChildrenOf(instanceId) : [];
        await _commands.SendAsync(
            instanceId, new() { Kind = EventKind.ExecutionTerminated, Data = WireJson.Default.Serialize(options?.Output) });
        foreach (string child in children)
        {
            if (_engine.Receivers.Orchestrations.TryGetValue(child, out var instance)
                && instance.Read(execution => execution is { IsOver: false }))
            {
                await TerminateInstanceAsync(child, options, cancellation);
            }
        }
    }

    public override Task SuspendInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default) =>
        _commands.SendAsync(instanceId, new() { Kind = EventKind.ExecutionSuspended, Data = WireJson.Default.Serialize(reason) });

    public override Task ResumeInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default) =>
        _commands.SendAsync(instanceId, new() { Kind = EventKind.ExecutionResumed, Data = WireJson.Default.Serialize(reason) });

    public override Task<OrchestrationMetadata> WaitForInstanceStartAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
        WaitAsync(instanceId, false, getInputsAndOutputs, cancellation);

    public override Task<OrchestrationMetadata> WaitForInstanceCompletionAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
        WaitAsync(instanceId, true, getInputsAndOutputs, cancellation);

    public override async Task<OrchestrationMetadata?> GetInstancesAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default)
    {
        if (!_engine.Receivers.Orchestrations.TryGetValue(instanceId, out OrchestrationInstance? instance))
        {
            return null;
        }

        await instance.Begun;
        return InstanceQuery.MetadataOf(_engine, instance, getInputsAndOutputs);
    }

    public override AsyncPageable<OrchestrationMetadata> GetAllInstancesAsync(OrchestrationQuery? filter = null) =>
        InstanceQuery.Run(_engine, filter ?? new());

    public override async Task<PurgeResult> PurgeInstanceAsync(
        string instanceId, PurgeInstanceOptions? options = null, CancellationToken cancellation = default)
    {
        string[] children = options?.Recursive == true ? _commands.ChildrenOf(instanceId) : [];
        int purged = await _commands.PurgeAsync(instanceId, _ => true) ? 1 : 0;
        foreach (string child in purged == 0 ? [] : children)
        {
            purged += (await PurgeInstanceAsync(child, options, cancellation)).PurgedInstanceCount;
        }

        return new(purged);
    }

    public override async Task<PurgeResult> PurgeAllInstancesAsync(
        PurgeInstancesFilter filter, PurgeInstanceOptions? options = null, CancellationToken cancellation = default)
    {
        int purged = 0;
        foreach (string id in _engine.Receivers.Orchestrations.Keys)
        {
            cancellation.ThrowIfCancellationRequested();
            purged += await _commands.PurgeAsync(
                id, execution => InstanceQuery.Fits(execution, filter.CreatedFrom, filter.CreatedTo, filter.Statuses)) ? 1 : 0;
        }

        return new(purged, true);
    }

    public override Task<string> RestartAsync(
        string instanceId, bool restartWithNewInstanceId = false, CancellationToken cancellation = default)
    {
        HistoryEvent start = _commands.Find(instanceId).Read(execution => execution switch
        {
            null => throw InstanceCommands.Unknown(instanceId),
            { IsOver: false } when !restartWithNewInstanceId =>
                throw new InvalidOperationException(
                    $"The orchestration '{instanceId}' is still running; terminate it before restarting it under the same id."),
            _ => execution.Start,
        });
        StartOrchestrationOptions options =
            new(restartWithNewInstanceId ? null : instanceId) { Tags = start.Tags ?? new Dictionary<string, string>() };
        return ScheduleNewOrchestrationInstanceAsync(
            start.Name!, start.Data is null ? null : System.Text.Json.Nodes.JsonNode.Parse(start.Data), options, cancellation);
    }

    public override ValueTask DisposeAsync() => default;

    private async Task<OrchestrationMetadata> WaitAsync(
        string instanceId, bool ended, bool getInputsAndOutputs, CancellationToken cancellation)
    {
        Task waited = _commands.Find(instanceId).WhenAsync(ended, cancellation);
        if (await Task.WhenAny(waited, _engine.Failed) == _engine.Failed && !waited.IsCompleted)
        {
            throw new InvalidOperationException("The runtime has stopped.", await _engine.Failed);
        }

        await waited;
        return await GetInstancesAsync(instanceId, getInputsAndOutputs, cancellation) ?? throw InstanceCommands.Unknown(instanceId);
    }
}
