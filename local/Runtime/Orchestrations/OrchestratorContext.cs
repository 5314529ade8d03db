using Microsoft.DurableTask;
using Microsoft.DurableTask.Entities;
using Microsoft.Extensions.Logging;

namespace Steadfast.Local.Runtime;

/// <summary>
/// The context that an orchestrator sees. Everything it asks for gets the next number, so the same code gets the same numbers on every
/// replay.
/// </summary>
internal sealed class OrchestratorContext(string instanceId, OrchestratorThread thread, ILoggerFactory loggers) : TaskOrchestrationContext
{
    private readonly Dictionary<int, OpenTask> _open = [];
    private HashSet<int>? _canceledTimers;
    private HistoryEvent _start = null!;
    private EntityFeature? _entities;
    private int _nextId;
    private int _nextGuid;
    private bool _ended;

    /// <summary>Requests of the code that no history event has confirmed yet.</summary>
    public Queue<HistoryEvent> Asked { get; } = new();

    public EventInbox Events { get; } = new();

    public IReadOnlySet<int> CanceledTimers => _canceledTimers ??= [];

    public (string? Input, bool KeepEvents)? Next { get; private set; }

    public bool StatusSet { get; private set; }

    public string? CustomStatus { get; private set; }

    public DateTime Now { get; set; }

    public bool IsReplayingNow { get; set; }

    /// <summary>True while something durable can still wake the orchestrator.</summary>
    public bool IsWaiting => _open.Count > 0 || Events.IsAwaited;

    public override TaskName Name => _start.Name!;

    public override string InstanceId => instanceId;

    public override ParentOrchestrationInstance? Parent => _start.Caller is { } caller ? new(caller.Name, caller.InstanceId) : null;

    public override DateTime CurrentUtcDateTime => Now;

    public override bool IsReplaying => IsReplayingNow;

    public override TaskOrchestrationEntityFeature Entities => _entities ??= new(this);

    protected override ILoggerFactory LoggerFactory => loggers;

    public void Begin(HistoryEvent started) => _start = started;

    public void End() => _ended = true;

    /// <summary>Goes on after <see cref="End"/>: what it had asked for is in the history by now.</summary>
    public void GoOn()
    {
        _ended = false;
        Asked.Clear();
        _canceledTimers = null;
    }

    /// <summary>
    /// Settles the task that an event answers. A second answer to the same task is ignored: activities run at least once.
    /// </summary>
    public void Answer(HistoryEvent answer)
    {
        if (answer.Id < 0 || answer.Kind == EventKind.TimerCanceled || !_open.Remove(answer.Id, out OpenTask? task))
        {
            return;
        }

        switch (answer.Kind)
        {
            case EventKind.TaskFailed or EventKind.SubOrchestrationFailed:
                task.Fail(new TaskFailedException(answer.Name!, answer.Id, answer.Failure!));
                break;
            case EventKind.EntityFailed:
                task.Fail(new EntityOperationFailedException(EntityInstanceId.FromString(answer.Target!), answer.Name!, answer.Failure!));
                break;
            default:
                task.Complete(answer.Data);
                break;
        }
    }

    public override T? GetInput<T>()
        where T : default => WireJson.Default.Deserialize<T>(_start.Data);

    public override Task<TResult> CallActivityAsync<TResult>(TaskName name, object? input = null, TaskOptions? options = null)
    {
        string? data = WireJson.Default.Serialize(input);
        return Retries.RunAsync(
            this, options?.Retry, () => Ask<TResult>(new() { Kind = EventKind.TaskScheduled, Name = name.Name, Data = data }));
    }

    public override Task<TResult> CallSubOrchestratorAsync<TResult>(
        TaskName orchestratorName, object? input = null, TaskOptions? options = null)
    {
        string? data = WireJson.Default.Serialize(input);
        string? child = (options as SubOrchestrationOptions)?.InstanceId;
        return Retries.RunAsync(this, options?.Retry, () => Ask<TResult>(new()
        {
            Kind = EventKind.SubOrchestrationCreated,
            Name = orchestratorName.Name,
            Data = data,
            Target = child ?? $"{_start.Execution}:{_nextId:x4}",
        }));
    }

    public override Task CreateTimer(DateTime fireAt, CancellationToken cancellationToken)
    {
        int id = _nextId;
        Task<object?> fired = Ask<object?>(new() { Kind = EventKind.TimerCreated, FireAt = fireAt.ToUniversalTime() });
        OpenTask timer = _open[id];
        timer.Cancellation = cancellationToken.Register(() =>
        {
            _open.Remove(id);
            (_canceledTimers ??= []).Add(id);
            timer.Cancel(cancellationToken);
        });
        return fired;
    }

    public override Task<T> WaitForExternalEvent<T>(string eventName, CancellationToken cancellationToken = default)
    {
        CheckThread();
        return Events.Take<T>(eventName, cancellationToken);
    }

    public override void SendEvent(string instanceId, string eventName, object payload) => Tell(new()
    {
        Kind = EventKind.EventSent,
        Name = eventName,
        Target = instanceId,
        Data = WireJson.Default.Serialize(payload),
    });

    public override void SetCustomStatus(object? customStatus)
    {
        CheckThread();
        CustomStatus = WireJson.Default.Serialize(customStatus);
        StatusSet = true;
    }

    public override void ContinueAsNew(object? newInput = null, bool preserveUnprocessedEvents = true)
    {
        CheckThread();
        Next = (WireJson.Default.Serialize(newInput), preserveUnprocessedEvents);
    }

    public override Guid NewGuid()
    {
        CheckThread();
        return DeterministicGuid.Make($"{instanceId}_{_start.Execution}_{Now:o}_{_nextGuid++}");
    }

    /// <summary>Asks for something that is answered later.</summary>
    public Task<TResult> Ask<TResult>(HistoryEvent action)
    {
        OpenTask<TResult> task = new();
        _open.Add(Tell(action), task);
        return task.Task;
    }

    /// <summary>Asks for something that nobody waits for.</summary>
    public int Tell(HistoryEvent action)
    {
        CheckThread();
        int id = _nextId++;
        Asked.Enqueue(action with { Id = id, Time = Now });
        return id;
    }

    private void CheckThread()
    {
        if (_ended || !thread.IsCurrent)
        {
            throw new InvalidOperationException(
                $"The orchestrator '{_start.Name}' left its thread: it awaited something that is not a durable task, or used "
                    + "ConfigureAwait(false). " +
                "Await only tasks of its context; do everything else in an activity.");
        }
    }
}
