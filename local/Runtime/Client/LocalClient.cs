using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Client.Entities;

namespace Steadfast.Local.Runtime;

/// <summary>The Durable client of the local runtime. What it answers for is durable when its task completes.</summary>
internal sealed class LocalClient : DurableTaskClient
{
    private readonly Engine _engine;
    private readonly LocalEntityClient _entities;

    public LocalClient(Engine engine)
        : base("local")
    {
        _engine = engine;
        _entities = new(engine);
    }

    public override DurableEntityClient Entities => _entities;

    /// <summary>The message that starts an orchestration.</summary>
    public static Message StartOf(Engine engine, TaskName name, object? input, StartOrchestrationOptions? options)
    {
        ArgumentException.ThrowIfNullOrEmpty(name.Name);
        string id = options?.InstanceId ?? Guid.NewGuid().ToString("N");
        if (id.Length == 0 || id[0] == '@' || id.AsSpan().IndexOfAny("/\\#?") >= 0 || id.Any(char.IsControl))
        {
            throw new ArgumentException($"'{id}' is not an instance id: it may not be empty, begin with '@' or hold '/', '\\', '#', '?' or control characters.", nameof(options));
        }

        HistoryEvent start = new()
        {
            Kind = EventKind.ExecutionStarted,
            Time = engine.UtcNow,
            Name = name.Name,
            Data = WireJson.Default.Serialize(input),
            Execution = engine.NewExecution(),
            Tags = options?.Tags is { Count: > 0 } tags ? tags : null,
        };
        DateTime? due = options?.StartAt is { } at && at.UtcDateTime > engine.UtcNow ? at.UtcDateTime : null;
        return new(engine.NextMessage(), id, null, start, due);
    }

    public override async Task<string> ScheduleNewOrchestrationInstanceAsync(
        TaskName orchestratorName, object? input = null, StartOrchestrationOptions? options = null, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        Message start = StartOf(_engine, orchestratorName, input, options);
        OrchestrationRuntimeStatus[] keep = [.. (options?.DedupeStatuses ?? []).Select(status => Enum.Parse<OrchestrationRuntimeStatus>(status, ignoreCase: true))];
        await _engine.Store.EnterAsync();
        try
        {
            await StartAsync(start, keep);
            _engine.Receivers.Deliver(start);
            return start.To;
        }
        finally
        {
            _engine.Store.Leave();
        }
    }

    public override Task RaiseEventAsync(string instanceId, string eventName, object? eventPayload = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(eventName);
        return SendAsync(instanceId, new() { Kind = EventKind.EventRaised, Name = eventName, Data = WireJson.Default.Serialize(eventPayload) });
    }

    public override async Task TerminateInstanceAsync(string instanceId, TerminateInstanceOptions? options = null, CancellationToken cancellation = default)
    {
        string[] children = options?.Recursive == true ? ChildrenOf(instanceId) : [];
        await SendAsync(instanceId, new() { Kind = EventKind.ExecutionTerminated, Data = WireJson.Default.Serialize(options?.Output) });
        foreach (string child in children)
        {
            if (_engine.Receivers.Orchestrations.TryGetValue(child, out var instance) && instance.Read(execution => execution is { IsOver: false }))
            {
                await TerminateInstanceAsync(child, options, cancellation);
            }
        }
    }

    public override Task SuspendInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default) =>
        SendAsync(instanceId, new() { Kind = EventKind.ExecutionSuspended, Data = WireJson.Default.Serialize(reason) });

    public override Task ResumeInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default) =>
        SendAsync(instanceId, new() { Kind = EventKind.ExecutionResumed, Data = WireJson.Default.Serialize(reason) });

    public override Task<OrchestrationMetadata> WaitForInstanceStartAsync(string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
        WaitAsync(instanceId, false, getInputsAndOutputs, cancellation);

    public override Task<OrchestrationMetadata> WaitForInstanceCompletionAsync(string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
        WaitAsync(instanceId, true, getInputsAndOutputs, cancellation);

    public override Task<OrchestrationMetadata?> GetInstancesAsync(string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
        Task.FromResult(_engine.Receivers.Orchestrations.TryGetValue(instanceId, out var instance) ? InstanceQuery.MetadataOf(instance, getInputsAndOutputs) : null);

    public override AsyncPageable<OrchestrationMetadata> GetAllInstancesAsync(OrchestrationQuery? filter = null) => InstanceQuery.Run(_engine, filter ?? new());

    public override async Task<PurgeResult> PurgeInstanceAsync(string instanceId, PurgeInstanceOptions? options = null, CancellationToken cancellation = default)
    {
        string[] children = options?.Recursive == true ? ChildrenOf(instanceId) : [];
        int purged = await PurgeAsync(instanceId, _ => true) ? 1 : 0;
        foreach (string child in purged == 0 ? [] : children)
        {
            purged += (await PurgeInstanceAsync(child, options, cancellation)).PurgedInstanceCount;
        }

        return new(purged);
    }

    public override async Task<PurgeResult> PurgeAllInstancesAsync(PurgeInstancesFilter filter, PurgeInstanceOptions? options = null, CancellationToken cancellation = default)
    {
        int purged = 0;
        foreach (string id in _engine.Receivers.Orchestrations.Keys)
        {
            cancellation.ThrowIfCancellationRequested();
            purged += await PurgeAsync(id, execution => InstanceQuery.Fits(execution, filter.CreatedFrom, filter.CreatedTo, filter.Statuses)) ? 1 : 0;
        }

        return new(purged, true);
    }

    public override Task<string> RestartAsync(string instanceId, bool restartWithNewInstanceId = false, CancellationToken cancellation = default)
    {
        HistoryEvent start = Find(instanceId).Read(execution => execution is null ? throw Unknown(instanceId)
            : execution.IsOver || restartWithNewInstanceId ? execution.Start
            : throw new InvalidOperationException($"The orchestration '{instanceId}' is still running; terminate it before restarting it under the same id."));
        StartOrchestrationOptions options = new(restartWithNewInstanceId ? null : instanceId) { Tags = start.Tags ?? new Dictionary<string, string>() };
        return ScheduleNewOrchestrationInstanceAsync(start.Name!, start.Data is null ? null : System.Text.Json.Nodes.JsonNode.Parse(start.Data), options, cancellation);
    }

    public override ValueTask DisposeAsync() => default;

    private static ArgumentException Unknown(string instanceId) => new($"There is no orchestration with the instance id '{instanceId}'.", nameof(instanceId));

    private OrchestrationInstance Find(string instanceId)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        return _engine.Receivers.Orchestrations.GetValueOrDefault(instanceId) ?? throw Unknown(instanceId);
    }

    private string[] ChildrenOf(string instanceId) =>
        _engine.Receivers.Orchestrations.TryGetValue(instanceId, out var instance)
            ? instance.Read(execution => execution?.HistoryUpTo(execution.Length).Where(what => what.Kind == EventKind.SubOrchestrationCreated).Select(what => what.Target!).ToArray() ?? [])
            : [];

    private async Task StartAsync(Message start, OrchestrationRuntimeStatus[] keep)
    {
        while (true)
        {
            OrchestrationInstance instance = _engine.Receivers.Orchestrations.GetOrAdd(start.To, static (id, engine) => new(engine, id), _engine);
            StartResult result = instance.Start(start, keep);
            switch (result.Refusal)
            {
                case StartRefusal.None:
                    await _engine.CommittedAsync(new MessageCommit(start), result.Durable);
                    return;
                case StartRefusal.Exists:
                    throw new InvalidOperationException($"An orchestration with the instance id '{start.To}' exists already, with status {result.Existing}.");
                default:
                    _engine.Receivers.Forget(instance);
                    break;
            }
        }
    }

    private async Task SendAsync(string instanceId, HistoryEvent what)
    {
        OrchestrationInstance instance = Find(instanceId);
        Message message = new(_engine.NextMessage(), instanceId, null, what with { Time = _engine.UtcNow });
        await _engine.Store.EnterAsync();
        try
        {
            if (!instance.TryRecord(message, out ValueTask durable))
            {
                throw new InvalidOperationException($"The orchestration '{instanceId}' has ended; it takes nothing any more.");
            }

            await _engine.CommittedAsync(new MessageCommit(message), durable);
            _engine.Receivers.Deliver(message);
        }
        finally
        {
            _engine.Store.Leave();
        }
    }

    private async Task<OrchestrationMetadata> WaitAsync(string instanceId, bool ended, bool getInputsAndOutputs, CancellationToken cancellation)
    {
        Task waited = Find(instanceId).WhenAsync(ended, cancellation);
        if (await Task.WhenAny(waited, _engine.Failed) == _engine.Failed && !waited.IsCompleted)
        {
            throw new InvalidOperationException("The runtime has stopped.", await _engine.Failed);
        }

        await waited;
        return await GetInstancesAsync(instanceId, getInputsAndOutputs, cancellation) ?? throw Unknown(instanceId);
    }

    private async Task<bool> PurgeAsync(string instanceId, Func<Execution, bool> condition)
    {
        if (!_engine.Receivers.Orchestrations.TryGetValue(instanceId, out OrchestrationInstance? instance))
        {
            return false;
        }

        await _engine.Store.EnterAsync();
        try
        {
            if (!instance.TryRemove(condition, out ValueTask durable))
            {
                return false;
            }

            _engine.Receivers.Forget(instance);
            await _engine.CommittedAsync(new PurgeCommit([instanceId]), durable);
            return true;
        }
        finally
        {
            _engine.Store.Leave();
        }
    }
}
