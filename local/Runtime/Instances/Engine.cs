using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Steadfast.Local.Runtime.Journal;

namespace Steadfast.Local.Runtime;

/// <summary>Parts that all instances share: the functions, the clock, the store and each other.</summary>
internal sealed class Engine
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource<Exception> _failed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CrashCounter _crash;
    private readonly Func<ValueTask>? _committed;
    private readonly Func<Guid> _newId;
    private readonly IServiceProvider _services;
    private readonly Func<IServiceProvider, IServiceProvider>? _worker;
    private readonly Func<TimeSpan?>? _deliveredAgainAfter;
    private long _lastMessage;
    private volatile bool _isStopped;
    private volatile bool _isRecovering = true;

    public Engine(FunctionCatalog catalog, IServiceProvider services, RuntimeOptions options)
    {
        Catalog = catalog;
        _services = services;
        _worker = options.Worker;
        _deliveredAgainAfter = options.DeliveredAgainAfter;
        Clock = options.Clock;
        _newId = options.NewId;
        ActivityClock = options.ActivityClock;
        Work = options.Pool is { } pool ? new GivenWorkQueue(pool) : new WorkQueue(Environment.ProcessorCount);
        ActivityDeadline = options.ActivityDeadline ?? Timeout.InfiniteTimeSpan;
        Storage = options.Storage;
        Limits = options.Limits;
        KeepsRuns = options.KeepsRuns;
        Altered = options.Altered;
        Queues = options.Storage is { } storage ? new(this, storage) : null;
        Loggers = services.GetService<ILoggerFactory>() ?? NullLoggerFactory.Instance;
        Log = Loggers.CreateLogger("Steadfast.Local.Runtime");
        Timers = new TimerHeap(options.Clock);
        Store = new MemoryStore();
        _crash = new(options.Crash);
        _committed = options.Committed;
        Stopping = _stopping.Token;
        Receivers = new(this);
        Client = new LocalClient(this);
    }

    public FunctionCatalog Catalog { get; }

    public TimeProvider Clock { get; }

    /// <summary>The clock of the next.</summary>
    public TimeProvider ActivityClock { get; }

    /// <summary>After how much time the token of an activity ends.</summary>
    public TimeSpan ActivityDeadline { get; }

    /// <summary>Set when the runtime behaves as Azure Storage does.</summary>
    public StorageBehavior? Storage { get; }

    /// <summary>Changes what functions are told and tell; null when nothing does.</summary>
    public Func<string, string?, string?>? Altered { get; }

    /// <summary>Tells whether an orchestrator goes on from one turn to the next.</summary>
    public bool KeepsRuns { get; }

    /// <summary>The largest texts that are stored.</summary>
    public StorageLimits Limits { get; }

    /// <summary>Queues in which messages and activities wait when the runtime behaves as Azure Storage does, else null.</summary>
    public StorageQueues? Queues { get; }

    public ILoggerFactory Loggers { get; }

    public ILogger Log { get; }

    public TimerHeap Timers { get; }

    public Busy Busy { get; } = new();

    /// <summary>Executor of turns and activities.</summary>
    public IWorkQueue Work { get; }

    public IStore Store { get; set; }

    public DurableTaskClient Client { get; }

    public Receivers Receivers { get; }

    /// <summary>True until the store was read; nothing runs meanwhile.</summary>
    public bool IsRecovering => _isRecovering;

    public bool IsStopped => _isStopped;

    public CancellationToken Stopping { get; }

    /// <summary>Completes with the reason when the runtime gave up.</summary>
    public Task<Exception> Failed => _failed.Task;

    public DateTime UtcNow => Clock.GetUtcNow().UtcDateTime;

    /// <summary>Chooses the worker that runs the next function, and returns its services.</summary>
    public IServiceProvider NextWorker() => _worker?.Invoke(_services) ?? _services;

    public string NewExecution() => NewId();

    public string NewId() => _newId().ToString("N");

    public long NextMessage() => Interlocked.Increment(ref _lastMessage);

    /// <summary>While recovering: numbers up to this one are taken.</summary>
    public void Seen(long message) => _lastMessage = Math.Max(_lastMessage, message);

    public void Dispatch(ActivityWork work)
    {
        if (Queues is { } queues)
        {
            queues.WhenWorkIsFound(found => Run((ActivityWork)found!), work);
        }
        else
        {
            Run(work);
        }

        if (_deliveredAgainAfter?.Invoke() is { } later)
        {
            Timers.Add(UtcNow + later, again => Run((ActivityWork)again!), work);
        }
    }

    /// <summary>
    /// Records a commit. Throws when the runtime has stopped, with the reason if that is the journal: nothing is acknowledged then.
    /// </summary>
    public ValueTask Append(Commit commit)
    {
        if (_isStopped)
        {
            throw Failed.Result is JournalFailedException lost ? lost : new InvalidOperationException("The runtime has stopped.");
        }

        try
        {
            _crash.Recording(commit);
            return Store.AppendAsync(commit);
        }
        catch (Exception failure)
        {
            Fail(failure);
            throw;
        }
    }

    /// <summary>Waits until a commit is durable; here is where a chosen crash happens.</summary>
    public ValueTask CommittedAsync(Commit commit, ValueTask durable) =>
        durable.IsCompletedSuccessfully && !_crash.IsSet && _committed is null ? default : WaitAsync(commit, durable);

    /// <summary>Reads the store and sets everything going that was under way.</summary>
    public void Recover(Func<IStore> open)
    {
        Queues?.HideUnfinished();
        Store = open();
        int live = Receivers.Orchestrations.Values.Count(instance => instance.SetGoing());

        // First everything is set going, then everything may run: a turn must not start what is about to be started again.
        _isRecovering = false;
        foreach (Mailbox mailbox in Receivers.All)
        {
            mailbox.Resume();
        }

        if (Receivers.Orchestrations.Count + Receivers.Entities.Count > 0)
        {
            Log.Recovered(Receivers.Orchestrations.Count, live, Receivers.Entities.Count);
        }
    }

    /// <summary>Stops everything at once: the store cannot be written, or a crash was asked for.</summary>
    public void Fail(Exception failure)
    {
        if (_failed.TrySetResult(failure))
        {
            // That the journal cannot be written is no fault of the program: the sentence says all.
            Log.RuntimeFailed(failure.Message, failure is JournalFailedException ? null : failure);
            Stop();
        }
    }

    public void Stop()
    {
        _failed.TrySetResult(new ObjectDisposedException(nameof(DurableRuntime)));
        _isStopped = true;
        Timers.Dispose();
        _stopping.Cancel();
    }

    private void Run(ActivityWork work)
    {
        Busy.Enter();
        Work.Add(work);
    }

    private async ValueTask WaitAsync(Commit commit, ValueTask durable)
    {
        try
        {
            await (_crash.IsSet ? _crash.CommittedAsync(commit, durable) : durable);
            await (_committed?.Invoke() ?? default);
        }
        catch (Exception failure)
        {
            Fail(failure);
            throw;
        }
    }
}
