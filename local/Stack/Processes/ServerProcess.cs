namespace Steadfast.Local.Stack.Processes;

/// <summary>A server program that is given faults: it is killed, stands still, and is started again.</summary>
/// <param name="clock">Clock of deadlines.</param>
public abstract class ServerProcess(TimeProvider clock) : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private ChildProcess? _process;

    /// <summary>Id of the process, while it runs.</summary>
    public int? ProcessId => _process is { IsRunning: true } process ? process.Id : null;

    /// <summary>True while it runs and stands still, whoever stopped it.</summary>
    public bool IsPaused => _process is { IsRunning: true } process && Signals.AreThreadsStopped(process.Id);

    /// <summary>Starts the server, again if it was stopped, and returns when it answers.</summary>
    public abstract Task StartAsync(CancellationToken ct = default);

    /// <summary>kill -9.</summary>
    public void Kill() => _process?.Kill();

    /// <summary>kill -STOP: the server accepts connections and never answers.</summary>
    public void Hang() => _process?.Pause();

    /// <summary>kill -CONT.</summary>
    public void Continue() => _process?.Continue();

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return _process?.DisposeAsync() ?? ValueTask.CompletedTask;
    }

    /// <summary>Starts the program and waits until it answers.</summary>
    /// <param name="answers">Asks the server once.</param>
    /// <param name="deadline">Time that the start may take.</param>
    /// <param name="notUp">Makes the exception for a server that did not come up of its last lines.</param>
    protected async Task StartAsync(
        ChildProcessOptions options, Func<CancellationToken, Task<bool>> answers, TimeSpan deadline, Func<string, Exception> notUp,
        CancellationToken ct)
    {
        _process = await ChildProcess.StartAsync(options with { Clock = clock });
        if (!await UntilAsync(answers, () => _process.IsRunning, deadline, ct))
        {
            throw notUp($"{_process.Output}");
        }
    }

    /// <summary>Waits for a condition.</summary>
    /// <returns>False when it did not come in time.</returns>
    protected Task<bool> UntilAsync(Func<CancellationToken, Task<bool>> condition, TimeSpan deadline, CancellationToken ct) =>
        UntilAsync(condition, static () => true, deadline, ct);

    /// <summary>The nearest file of that path below a folder in which this program lies; null when there is none.</summary>
    protected static string? FindAbove(string path)
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string file = Path.Combine(folder.FullName, path);
            if (File.Exists(file))
            {
                return file;
            }
        }

        return null;
    }

    private async Task<bool> UntilAsync(
        Func<CancellationToken, Task<bool>> condition, Func<bool> isPossible, TimeSpan deadline, CancellationToken ct)
    {
        long began = clock.GetTimestamp();
        while (!await condition(ct))
        {
            if (!isPossible() || clock.GetElapsedTime(began) > deadline)
            {
                return false;
            }

            await Task.Delay(Pause, clock, ct);
        }

        return true;
    }
}
