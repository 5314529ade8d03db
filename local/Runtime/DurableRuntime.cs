using Microsoft.DurableTask.Client;

namespace Steadfast.Local.Runtime;

/// <summary>Runs orchestrations, activities and entities of an app in this process.</summary>
public sealed class DurableRuntime : IAsyncDisposable
{
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(5);

    private readonly Engine _engine;
    private readonly RuntimeOptions _options;
    private bool _isDisposed;

    /// <summary>Makes a runtime; nothing runs before <see cref="StartAsync"/>.</summary>
    public DurableRuntime(FunctionCatalog catalog, IServiceProvider services, RuntimeOptions options)
    {
        _options = options;
        _engine = new(catalog, services, options);
    }

    /// <summary>Starts, asks and steers orchestrations.</summary>
    public DurableTaskClient Client => _engine.Client;

    /// <summary>
    /// Completes with the reason when the runtime gave up: its journal cannot be written, a crash was asked for, or it was disposed.
    /// </summary>
    public Task<Exception> Failed => _engine.Failed;

    internal Engine Engine => _engine;

    /// <summary>Reads the journal, if there is one, and sets everything going that was under way.</summary>
    /// <exception cref="Journal.JournalDamagedException">The journal is damaged; the message names file and offset. Nothing was
    /// changed.</exception>
    public Task StartAsync(CancellationToken ct = default)
    {
        if (_options.Retained is { } retained)
        {
            _engine.Recover(() => RetainedStore.Open(_engine, retained));
            return Task.CompletedTask;
        }

        return Task.Run(
            () => _engine.Recover(() => _options.JournalFolder is null ? new MemoryStore() : JournalStore.Open(_engine, _options)), ct);
    }

    /// <summary>Completes when no turn and no activity can run until a timer fires or somebody asks for something.</summary>
    public Task WhenIdleAsync(CancellationToken ct = default) => _engine.Busy.WhenIdleAsync(ct);

    /// <summary>The history of an instance; null when there is no such instance.</summary>
    public HistoryExport? FindHistory(string instanceId) =>
        _engine.Receivers.Orchestrations.TryGetValue(instanceId, out OrchestrationInstance? instance) ? HistoryExport.Of(instance) : null;

    /// <summary>The history of an instance.</summary>
    /// <exception cref="ArgumentException">There is no such instance.</exception>
    public HistoryExport ExportHistory(string instanceId) =>
        FindHistory(instanceId)
            ?? throw new ArgumentException($"There is no orchestration with the instance id '{instanceId}'.", nameof(instanceId));

    /// <summary>
    /// Stops taking turns, waits a moment for what runs, and closes the journal. What was under way goes on with the next runtime on the
    /// same journal.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        if (_isDisposed)
        {
            return;
        }

        _isDisposed = true;
        _engine.Stop();

        // By the system's clock: a virtual one stands still now. Activities that do not heed their token are left behind.
        using CancellationTokenSource deadline = new(MaxWait);
        await _engine.Busy.WhenIdleAsync(deadline.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _engine.Store.DisposeAsync();
    }
}
