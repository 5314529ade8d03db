using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Client.Entities;
using Microsoft.DurableTask.Entities;
using Steadfast.Functions.Guard;

namespace Steadfast.Functions.Tests.Stage;

/// <summary>A Durable client that knows a guard and nothing else.</summary>
internal sealed class GuardClient : DurableTaskClient
{
    public const string Incident = "a test";

    private readonly GuardOfClient _guard;

    public GuardClient(GuardState? state = null) : base("guard") => _guard = new(state ?? Permitting("1", "2", "3", "4", "database"));

    /// <summary>What is read of it; it may change between two reads.</summary>
    public GuardState State { get => _guard.State; set => _guard.State = value; }

    /// <summary>How often it was read.</summary>
    public int Reads => _guard.Reads;

    /// <summary>True while nothing can be written to it.</summary>
    public bool IsAway { get => _guard.IsAway; set => _guard.IsAway = value; }

    /// <summary>True while it hears nothing of what the platform has accepted, as when the worker has ended before.</summary>
    public bool MissesAcceptance { get => _guard.MissesAcceptance; set => _guard.MissesAcceptance = value; }

    /// <summary>Notes a request as one that the platform has accepted.</summary>
    public void Accept(string target, int number, string statusUrl) =>
        State = GuardHistory.RequestAccepted(State, new(Incident, target, new(number, DateTime.MinValue, statusUrl)));

    public override DurableEntityClient Entities => _guard;

    /// <summary>A guard that has given the incident of the tests a permit for each of these targets.</summary>
    public static GuardState Permitting(params string[] targets) => new()
    {
        Permits = [.. targets.Select(target => new Permit(Incident, target, RepairAction.Restart, "a test", false, false, DateTime.MinValue, DateTime.MaxValue, false))],
    };

    /// <summary>The permit that goes along with a request.</summary>
    public static HeldPermit Held(string target, bool isOrdered = false) => new(Incident, target, isOrdered, new GuardOptions());

    public override Task<string> ScheduleNewOrchestrationInstanceAsync(
        TaskName orchestratorName, object? input = null, StartOrchestrationOptions? options = null, CancellationToken cancellation = default) => throw new NotSupportedException();

    public override Task RaiseEventAsync(string instanceId, string eventName, object? eventPayload = null, CancellationToken cancellation = default) => throw new NotSupportedException();

    public override Task<OrchestrationMetadata> WaitForInstanceStartAsync(string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) => throw new NotSupportedException();

    public override Task<OrchestrationMetadata> WaitForInstanceCompletionAsync(string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) => throw new NotSupportedException();

    public override Task SuspendInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default) => throw new NotSupportedException();

    public override Task ResumeInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default) => throw new NotSupportedException();

    public override Task<OrchestrationMetadata?> GetInstancesAsync(string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) => throw new NotSupportedException();

    public override AsyncPageable<OrchestrationMetadata> GetAllInstancesAsync(OrchestrationQuery? filter = null) => throw new NotSupportedException();

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private sealed class GuardOfClient(GuardState state) : DurableEntityClient("guard")
    {
        public GuardState State { get; set; } = state;

        public int Reads { get; private set; }

        public bool IsAway { get; set; }

        public bool MissesAcceptance { get; set; }

        public override Task<EntityMetadata<T>?> GetEntityAsync<T>(EntityInstanceId id, bool includeState = true, CancellationToken cancellation = default)
        {
            Reads++;
            return Task.FromResult<EntityMetadata<T>?>(new EntityMetadata<T>(id, (T)(object)State));
        }

        public override Task SignalEntityAsync(
            EntityInstanceId id, string operationName, object? input = null, SignalEntityOptions? options = null, CancellationToken cancellation = default)
        {
            State = input switch
            {
                _ when IsAway => throw new InvalidOperationException("the storage is away"),
                RequestSending sending => GuardHistory.RequestSent(State, sending),
                RequestAcceptance when MissesAcceptance => throw new InvalidOperationException("the worker has ended"),
                RequestAcceptance acceptance => GuardHistory.RequestAccepted(State, acceptance),
                _ => throw new NotSupportedException(operationName),
            };
            return Task.CompletedTask;
        }

        public override Task<EntityMetadata?> GetEntityAsync(EntityInstanceId id, bool includeState = true, CancellationToken cancellation = default) => throw new NotSupportedException();

        public override AsyncPageable<EntityMetadata> GetAllEntitiesAsync(EntityQuery? filter = null) => throw new NotSupportedException();

        public override AsyncPageable<EntityMetadata<T>> GetAllEntitiesAsync<T>(EntityQuery? filter = null) => throw new NotSupportedException();

        public override Task<CleanEntityStorageResult> CleanEntityStorageAsync(
            CleanEntityStorageRequest? request = null, bool continueUntilComplete = true, CancellationToken cancellation = default) => throw new NotSupportedException();
    }
}
