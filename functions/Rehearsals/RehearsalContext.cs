using Microsoft.DurableTask;
using Microsoft.DurableTask.Entities;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Steadfast.Functions.Rehearsals;

/// <summary>
/// Plays an orchestration that takes place in memory alone: activities are answered from a script, the guard is one of its own, time passes
/// when it is waited for. Nothing that it is asked for leaves this object.
/// </summary>
/// <param name="answers">The result of an activity by its name; a result without content when the script has none.</param>
internal sealed class RehearsalContext(string name, DateTime began, Func<string, object?> answers) : TaskOrchestrationContext
{
    // An incident asks for some twenty. What never ends is given up.
    private const int MaxCalls = 200;

    private readonly RehearsalGuard _guard = new();
    private DateTime _now = began;
    private int _calls;

    /// <inheritdoc/>
    public override TaskName Name => name;

    /// <inheritdoc/>
    public override string InstanceId => $"rehearsal-{name}";

    /// <inheritdoc/>
    public override ParentOrchestrationInstance? Parent => null;

    /// <inheritdoc/>
    public override DateTime CurrentUtcDateTime => _now;

    /// <summary>Keeps what a rehearsal says out of the log.</summary>
    public override bool IsReplaying => true;

    /// <inheritdoc/>
    public override TaskOrchestrationEntityFeature Entities => _guard;

    /// <inheritdoc/>
    protected override ILoggerFactory LoggerFactory => NullLoggerFactory.Instance;

    /// <inheritdoc/>
    public override T? GetInput<T>()
        where T : default => throw new NotSupportedException("The input is handed over to the orchestrator.");

    /// <inheritdoc/>
    public override async Task<TResult> CallActivityAsync<TResult>(TaskName name, object? input = null, TaskOptions? options = null)
    {
        await TakeTurnAsync();
        RehearsalWire.Carry(input, input?.GetType() ?? typeof(object));
        return (TResult)RehearsalWire.Carry(answers(name), typeof(TResult))!;
    }

    /// <inheritdoc/>
    public override async Task<TResult> CallSubOrchestratorAsync<TResult>(
        TaskName orchestratorName, object? input = null, TaskOptions? options = null) =>
        await CallActivityAsync<TResult>(orchestratorName, input, options);

    /// <inheritdoc/>
    public override async Task CreateTimer(DateTime fireAt, CancellationToken cancellationToken)
    {
        await TakeTurnAsync();
        if (fireAt > _now)
        {
            _now = fireAt;
        }
    }

    /// <inheritdoc/>
    public override Task<T> WaitForExternalEvent<T>(string eventName, CancellationToken cancellationToken = default) =>
        new TaskCompletionSource<T>().Task;

    /// <inheritdoc/>
    public override void SendEvent(string instanceId, string eventName, object payload) => RehearsalWire.Carry(payload, payload.GetType());

    /// <inheritdoc/>
    public override void SetCustomStatus(object? customStatus) =>
        RehearsalWire.Carry(customStatus, customStatus?.GetType() ?? typeof(object));

    /// <inheritdoc/>
    public override void ContinueAsNew(object? newInput = null, bool preserveUnprocessedEvents = true) =>
        throw new NotSupportedException("An incident is one orchestration from its beginning to its end.");

    /// <inheritdoc/>
    public override Guid NewGuid() => Guid.Empty;

    // As in a real one, no answer is there at once.
    private async Task TakeTurnAsync()
    {
        if (++_calls > MaxCalls)
        {
            throw new InvalidOperationException($"The rehearsal of {name} has not ended after {MaxCalls} calls.");
        }

        await Task.Yield();
    }
}
