using DurableTask.AzureStorage;
using DurableTask.Core;
using DurableTask.Core.History;
using Grpc.Core;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Client.Entities;
using Steadfast.Local.Runtime;
using HistoryEvent = DurableTask.Core.History.HistoryEvent;
using OrchestrationInstance = DurableTask.Core.OrchestrationInstance;
using OrchestrationQuery = Microsoft.DurableTask.Client.OrchestrationQuery;
using PurgeResult = Microsoft.DurableTask.Client.PurgeResult;

namespace Steadfast.Conformance.Tests.Engine;

/// <summary>
/// The Durable client as an isolated worker sees it: what its gRPC client and the host's extension (3.18.0) do between a function and the back end.
/// </summary>
internal sealed class StorageClient(AzureStorageOrchestrationService service) : DurableTaskClient("storage")
{
    // The extension adds these to what a caller names: a running instance is never replaced.
    private static readonly OrchestrationStatus[] Running =
        [OrchestrationStatus.Running, OrchestrationStatus.ContinuedAsNew, OrchestrationStatus.Pending, OrchestrationStatus.Suspended];

    private static readonly OrchestrationStatus[] Over = [OrchestrationStatus.Completed, OrchestrationStatus.Failed, OrchestrationStatus.Terminated];

    public override DurableEntityClient Entities { get; } = new StorageEntityClient(service);

    public override async Task<string> ScheduleNewOrchestrationInstanceAsync(
        TaskName orchestratorName, object? input = null, StartOrchestrationOptions? options = null, CancellationToken cancellation = default)
    {
        OrchestrationInstance instance = new() { InstanceId = options?.InstanceId ?? Guid.NewGuid().ToString("N"), ExecutionId = Guid.NewGuid().ToString() };
        ExecutionStartedEvent started = new(-1, WireJson.Default.Serialize(input))
        {
            Name = orchestratorName.Name,
            OrchestrationInstance = instance,
            ScheduledStartTime = options?.StartAt?.UtcDateTime,
            Tags = options?.Tags.ToDictionary() ?? [],
        };
        OrchestrationStatus[] kept = [.. (options?.DedupeStatuses ?? []).Select(Enum.Parse<OrchestrationStatus>), .. Running];
        await service.CreateTaskOrchestrationAsync(new TaskMessage { Event = started, OrchestrationInstance = instance }, [.. kept.Distinct()]);
        return instance.InstanceId;
    }

    public override async Task RaiseEventAsync(string instanceId, string eventName, object? eventPayload = null, CancellationToken cancellation = default)
    {
        await RequireRunningAsync(instanceId);
        await SendAsync(instanceId, new EventRaisedEvent(-1, WireJson.Default.Serialize(eventPayload)) { Name = eventName });
    }

    public override async Task TerminateInstanceAsync(string instanceId, TerminateInstanceOptions? options = null, CancellationToken cancellation = default)
    {
        await RequireRunningAsync(instanceId);
        await service.ForceTerminateTaskOrchestrationAsync(instanceId, WireJson.Default.Serialize(options?.Output));
    }

    public override async Task SuspendInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default)
    {
        await RequireRunningAsync(instanceId);
        await SendAsync(instanceId, new ExecutionSuspendedEvent(-1, reason));
    }

    public override async Task ResumeInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default)
    {
        await RequireRunningAsync(instanceId);
        await SendAsync(instanceId, new ExecutionResumedEvent(-1, reason));
    }

    public override async Task<OrchestrationMetadata?> GetInstancesAsync(string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
        await FindAsync(instanceId) is { } state ? MetadataOf(state, getInputsAndOutputs) : null;

    public override AsyncPageable<OrchestrationMetadata> GetAllInstancesAsync(OrchestrationQuery? filter = null)
    {
        OrchestrationQuery asked = filter ?? new();
        return new Pages<OrchestrationMetadata>(async token =>
        {
            DurableTask.Core.Query.OrchestrationQuery query = new()
            {
                RuntimeStatus = asked.Statuses?.Select(status => (OrchestrationStatus)(int)status).ToArray(),
                CreatedTimeFrom = asked.CreatedFrom?.UtcDateTime,
                CreatedTimeTo = asked.CreatedTo?.UtcDateTime,
                PageSize = asked.PageSize,
                ContinuationToken = token ?? asked.ContinuationToken,
                InstanceIdPrefix = asked.InstanceIdPrefix,
                FetchInputsAndOutputs = asked.FetchInputsAndOutputs,
            };
            var found = await ((DurableTask.Core.Query.IOrchestrationServiceQueryClient)service).GetOrchestrationWithQueryAsync(query, CancellationToken.None);
            return new Page<OrchestrationMetadata>([.. found.OrchestrationState.Select(state => MetadataOf(state, asked.FetchInputsAndOutputs))], found.ContinuationToken);
        });
    }

    public override async Task<PurgeResult> PurgeInstanceAsync(string instanceId, PurgeInstanceOptions? options = null, CancellationToken cancellation = default)
    {
        if (await FindAsync(instanceId) is not { } state)
        {
            return new(0);
        }

        return Over.Contains(state.OrchestrationStatus)
            ? new((await ((IOrchestrationServicePurgeClient)service).PurgeInstanceStateAsync(instanceId)).DeletedInstanceCount)
            : throw new RpcException(new Status(StatusCode.FailedPrecondition, "Only orchestrations in a terminal state can be purged"));
    }

    public override async Task<PurgeResult> PurgeAllInstancesAsync(PurgeInstancesFilter filter, PurgeInstanceOptions? options = null, CancellationToken cancellation = default)
    {
        PurgeInstanceFilter wanted = new(
            filter.CreatedFrom?.UtcDateTime ?? DateTime.UnixEpoch, filter.CreatedTo?.UtcDateTime, filter.Statuses?.Select(status => (OrchestrationStatus)(int)status));
        return new((await ((IOrchestrationServicePurgeClient)service).PurgeInstanceStateAsync(wanted)).DeletedInstanceCount);
    }

    public override Task<OrchestrationMetadata> WaitForInstanceStartAsync(string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
        WaitAsync(instanceId, getInputsAndOutputs, state => state.OrchestrationStatus != OrchestrationStatus.Pending, cancellation);

    public override Task<OrchestrationMetadata> WaitForInstanceCompletionAsync(string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
        WaitAsync(instanceId, getInputsAndOutputs, state => Over.Contains(state.OrchestrationStatus), cancellation);

    public override ValueTask DisposeAsync() => default;

    private Task SendAsync(string instanceId, HistoryEvent what) =>
        service.SendTaskOrchestrationMessageAsync(new TaskMessage { Event = what, OrchestrationInstance = new() { InstanceId = instanceId } });

    private async Task RequireRunningAsync(string instanceId)
    {
        OrchestrationState state = await FindAsync(instanceId)
            ?? throw new RpcException(new Status(StatusCode.NotFound, $"No instance with ID '{instanceId}' was found."));
        if (!Running.Contains(state.OrchestrationStatus))
        {
            throw new RpcException(new Status(StatusCode.FailedPrecondition, "The orchestration instance with the provided instance id is not running."));
        }
    }

    private async Task<OrchestrationState?> FindAsync(string instanceId) =>
        (await service.GetOrchestrationStateAsync(instanceId, allExecutions: false)).FirstOrDefault() is { OrchestrationInstance: not null } state ? state : null;

    private async Task<OrchestrationMetadata> WaitAsync(string instanceId, bool getInputsAndOutputs, Func<OrchestrationState, bool> isReached, CancellationToken cancellation)
    {
        while (true)
        {
            if (await FindAsync(instanceId) is { } state && isReached(state))
            {
                return MetadataOf(state, getInputsAndOutputs);
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, cancellation);
        }
    }

    private static OrchestrationMetadata MetadataOf(OrchestrationState state, bool getInputsAndOutputs) => new(state.Name, state.OrchestrationInstance.InstanceId)
    {
        DataConverter = WireJson.Default,
        RuntimeStatus = (OrchestrationRuntimeStatus)(int)state.OrchestrationStatus,
        CreatedAt = state.CreatedTime,
        LastUpdatedAt = state.LastUpdatedTime,
        SerializedInput = getInputsAndOutputs ? state.Input : null,
        SerializedOutput = getInputsAndOutputs ? state.Output : null,
        SerializedCustomStatus = getInputsAndOutputs ? state.Status : null,
        FailureDetails = getInputsAndOutputs && state.FailureDetails is { } failure ? new(failure.ErrorType, failure.ErrorMessage, failure.StackTrace, null, null) : null,
        Tags = state.Tags?.ToDictionary() ?? [],
    };
}
