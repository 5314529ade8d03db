using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Client.Entities;
using Microsoft.DurableTask.Entities;

namespace Steadfast.Functions.Tests.Watchdog;

/// <summary>A Durable client whose process is killed right before or after one of the calls that change something.</summary>
/// <param name="inner">Carries out what is asked for until then.</param>
/// <param name="at">The call, from 0.</param>
/// <param name="isAfter">Whether that call is still carried out.</param>
internal sealed class DyingClient(DurableTaskClient inner, int at, bool isAfter) : DurableTaskClient("dying")
{
    private readonly CancellationTokenSource _end = new();
    private int _calls;

    /// <summary>Ends with the process.</summary>
    public CancellationToken Ending => _end.Token;

    public override DurableEntityClient Entities => new EntitiesOf(this, inner.Entities);

    public override Task<string> ScheduleNewOrchestrationInstanceAsync(
        TaskName orchestratorName, object? input = null, StartOrchestrationOptions? options = null, CancellationToken cancellation = default) =>
        DoAsync(() => inner.ScheduleNewOrchestrationInstanceAsync(orchestratorName, input, options, cancellation));

    public override Task RaiseEventAsync(string instanceId, string eventName, object? eventPayload = null, CancellationToken cancellation = default) =>
        DoAsync(() => inner.RaiseEventAsync(instanceId, eventName, eventPayload, cancellation));

    public override Task<OrchestrationMetadata> WaitForInstanceStartAsync(string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
        inner.WaitForInstanceStartAsync(instanceId, getInputsAndOutputs, cancellation);

    public override Task<OrchestrationMetadata> WaitForInstanceCompletionAsync(string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
        inner.WaitForInstanceCompletionAsync(instanceId, getInputsAndOutputs, cancellation);

    public override Task SuspendInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default) =>
        DoAsync(() => inner.SuspendInstanceAsync(instanceId, reason, cancellation));

    public override Task ResumeInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default) =>
        DoAsync(() => inner.ResumeInstanceAsync(instanceId, reason, cancellation));

    public override Task TerminateInstanceAsync(string instanceId, TerminateInstanceOptions? options = null, CancellationToken cancellation = default) =>
        DoAsync(() => inner.TerminateInstanceAsync(instanceId, options, cancellation));

    public override Task<OrchestrationMetadata?> GetInstancesAsync(string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
        inner.GetInstancesAsync(instanceId, getInputsAndOutputs, cancellation);

    public override AsyncPageable<OrchestrationMetadata> GetAllInstancesAsync(OrchestrationQuery? filter = null) => inner.GetAllInstancesAsync(filter);

    public override ValueTask DisposeAsync()
    {
        _end.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<T> DoAsync<T>(Func<Task<T>> act)
    {
        bool isLast = _calls++ == at;
        Die(isLast && !isAfter);
        T answer = await act();
        Die(isLast);
        return answer;
    }

    private Task DoAsync(Func<Task> act) => DoAsync(async () =>
    {
        await act();
        return true;
    });

    private void Die(bool dies)
    {
        if (dies)
        {
            _end.Cancel();
        }

        _end.Token.ThrowIfCancellationRequested();
    }

    private sealed class EntitiesOf(DyingClient owner, DurableEntityClient inner) : DurableEntityClient("dying")
    {
        public override Task SignalEntityAsync(
            EntityInstanceId id, string operationName, object? input = null, SignalEntityOptions? options = null, CancellationToken cancellation = default) =>
            owner.DoAsync(() => inner.SignalEntityAsync(id, operationName, input, options, cancellation));

        public override Task<EntityMetadata<T>?> GetEntityAsync<T>(EntityInstanceId id, bool includeState = true, CancellationToken cancellation = default) =>
            inner.GetEntityAsync<T>(id, includeState, cancellation);

        public override Task<EntityMetadata?> GetEntityAsync(EntityInstanceId id, bool includeState = true, CancellationToken cancellation = default) =>
            inner.GetEntityAsync(id, includeState, cancellation);

        public override AsyncPageable<EntityMetadata> GetAllEntitiesAsync(EntityQuery? filter = null) => inner.GetAllEntitiesAsync(filter);

        public override AsyncPageable<EntityMetadata<T>> GetAllEntitiesAsync<T>(EntityQuery? filter = null) => inner.GetAllEntitiesAsync<T>(filter);

        public override Task<CleanEntityStorageResult> CleanEntityStorageAsync(
            CleanEntityStorageRequest? request = null, bool continueUntilComplete = true, CancellationToken cancellation = default) =>
            inner.CleanEntityStorageAsync(request, continueUntilComplete, cancellation);
    }
}
