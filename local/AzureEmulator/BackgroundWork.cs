using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Steadfast.Local.AzureEmulator;

/// <summary>Owns every task that outlives the call that began it: none is lost, all end when this is disposed.</summary>
/// <param name="log">Where failures go.</param>
/// <param name="begin">Begins work apart from the call that asks for it; null for the thread pool.</param>
public sealed class BackgroundWork(ILogger log, Func<Func<Task>, Task>? begin = null) : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<Task, byte> _running = [];

    /// <summary>Begins the work on another thread. A failure is logged; it never reaches the caller.</summary>
    public void Run(string what, Func<CancellationToken, Task> work)
    {
        if (_stop.IsCancellationRequested)
        {
            return;
        }

        var task = (begin ?? Task.Run)(() => GuardedAsync(what, work));
        _running.TryAdd(task, 0);
        _ = task.ContinueWith(done => _running.TryRemove(done, out _), TaskScheduler.Default);
    }

    /// <summary>Cancels what runs and waits for it.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_running.Keys);
    }

    private async Task GuardedAsync(string what, Func<CancellationToken, Task> work)
    {
        try
        {
            await work(_stop.Token);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The emulator is stopping.
        }
        catch (Exception failure)
        {
            log.BackgroundWorkFailed(failure, what);
        }
    }
}
