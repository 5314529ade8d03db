using System.Net;
using System.Net.Sockets;
using Steadfast.Local.Stack.Balancer;
using Steadfast.Local.Stack.Processes;

namespace Steadfast.Local.Stack.Web;

/// <summary>
/// One instance of the real web application. Can be started again any number of times; at most one process runs at a time.
/// Start, stop and dispose wait for each other; the faults (<see cref="Kill"/>, <see cref="Pause"/>) never wait.
/// </summary>
public sealed class WebProcess(WebProcessOptions options) : IAsyncDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private volatile ChildProcess? _child;
    private int _starts;
    private bool _disposed;

    /// <summary>Address that it listens on.</summary>
    public IPEndPoint EndPoint { get; } = new(IPAddress.Parse(options.Address.Host), options.Address.Port);

    /// <summary>Identity of this instance.</summary>
    public WebProcessOptions Options => options;

    /// <summary>Process id of the running or last process; null before the first start.</summary>
    public int? ProcessId => _child?.Id;

    /// <summary>True while the process exists, paused or not.</summary>
    public bool IsRunning => _child?.IsRunning ?? false;

    /// <summary>True while the process is stopped by <see cref="Pause"/>.</summary>
    public bool IsPaused => _child?.IsPaused ?? false;

    /// <summary>Number of times it was started.</summary>
    public int Starts => Volatile.Read(ref _starts);

    /// <summary>The last lines of the running or last process.</summary>
    public IReadOnlyList<string> Output => _child?.Output.Lines ?? [];

    /// <summary>Starts the process and returns when it answers its health probe. Does nothing when it runs.</summary>
    /// <exception cref="WebStartException">It ended by itself, or did not answer before the deadline; it is then stopped.</exception>
    public async Task StartAsync(CancellationToken ct = default)
    {
        await _turn.WaitAsync(ct);
        try
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (!IsRunning)
            {
                await StartOrStopAsync(await LaunchAsync(), ct);
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>
    /// Starts the process as a machine does that is switched on: one that is slow to come up is waited for until the deadline, and then
    /// left running.
    /// </summary>
    /// <exception cref="WebStartException">Its address is taken.</exception>
    public async Task<WebStart> SwitchOnAsync(CancellationToken ct = default)
    {
        await _turn.WaitAsync(ct);
        try
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return await WaitUntilHealthyAsync(_child is { IsRunning: true } running ? running : await LaunchAsync(), ct);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>SIGKILL, as a crash. Returns at once; does nothing when it does not run.</summary>
    public void Kill() => _child?.Kill();

    /// <summary>SIGSTOP, as a hang: connections are accepted by the kernel and never answered.</summary>
    public void Pause() => _child?.Pause();

    /// <summary>SIGCONT: ends a hang.</summary>
    public void Continue() => _child?.Continue();

    /// <summary>
    /// Asks it to stop, and kills it when it takes longer than its drain settings allow. Returns the exit code; null when it did not run.
    /// </summary>
    public async Task<int?> StopAsync()
    {
        await _turn.WaitAsync();
        try
        {
            return _child is { IsRunning: true } child
                ? await child.TerminateAsync(options.DrainDelay + options.DrainDeadline + TimeSpan.FromSeconds(2))
                : null;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>One look at <c>/healthz</c>, straight at the instance. A failure is a result, never an exception.</summary>
    public async Task<WebHealth> ProbeHealthAsync(TimeSpan timeout, CancellationToken ct = default)
    {
        var answer = await HttpProbe.GetAsync(EndPoint, "/healthz", timeout, options.Clock, ct);
        return new WebHealth(answer.Status == 200, answer.Status, answer.Error);
    }

    /// <summary>Kills the process, paused or not, and waits until it is gone.</summary>
    public async ValueTask DisposeAsync()
    {
        await _turn.WaitAsync();
        try
        {
            _disposed = true;
            if (_child is { } child)
            {
                await child.DisposeAsync();
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task<ChildProcess> LaunchAsync()
    {
        ThrowIfAddressIsTaken();
        _child = await ChildProcess.StartAsync(new ChildProcessOptions(DotnetHost.Path, [options.Assembly])
        {
            Environment = WebEnvironment.Of(options),
            WorkingDirectory = Path.GetDirectoryName(Path.GetFullPath(options.Assembly)),
            Clock = options.Clock,
        });
        Interlocked.Increment(ref _starts);
        return _child;
    }

    private async Task StartOrStopAsync(ChildProcess child, CancellationToken ct)
    {
        WebStart start = new(Serves: false, ExitCode: null, Problem: null);
        try
        {
            start = await WaitUntilHealthyAsync(child, ct);
        }
        finally
        {
            if (!start.Serves)
            {
                await child.DisposeAsync();
            }
        }

        if (start.Problem is { } problem)
        {
            throw new WebStartException(problem);
        }
    }

    /// <summary>Without this, a stranger on the same address would answer the health probe for a process that is about to fail.</summary>
    private void ThrowIfAddressIsTaken()
    {
        try
        {
            using var socket = new Socket(EndPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(EndPoint);
        }
        catch (SocketException e)
        {
            throw new WebStartException($"Instance {options.Id} cannot listen on {EndPoint}: {e.Message}.");
        }
    }

    private async Task<WebStart> WaitUntilHealthyAsync(ChildProcess child, CancellationToken ct)
    {
        long started = options.Clock.GetTimestamp();
        string? last = null;
        while (options.Clock.GetElapsedTime(started) < options.StartDeadline)
        {
            if (child.Exited.IsCompleted)
            {
                int code = await child.Exited;
                return new(
                    Serves: false, code, $"Instance {options.Id} ended with code {code} while starting. Its last lines:\n{child.Output}");
            }

            var health = await ProbeHealthAsync(TimeSpan.FromSeconds(1), ct);
            if (health.Up && child.IsRunning)
            {
                return new(Serves: true, ExitCode: null, Problem: null);
            }

            last = health.Error ?? $"status {health.Status}";
            await Task.Delay(TimeSpan.FromMilliseconds(15), options.Clock, ct);
        }

        return new(
            Serves: false, ExitCode: null,
            $"Instance {options.Id} was not healthy within {options.StartDeadline.TotalSeconds:0.#} s ({last}). Its last "
                + $"lines:\n{child.Output}");
    }
}
