using System.Diagnostics;

namespace Steadfast.Local.Stack.Processes;

/// <summary>
/// A process that cannot outlive this one: the kernel kills it when this process ends, even by SIGKILL.
/// A child that changes its user loses that bond, so start it as the user it is meant to run as.
/// </summary>
public sealed class ChildProcess : IAsyncDisposable
{
    // A thread that is at work in the kernel stands still only when it leaves it.
    private static readonly TimeSpan MaxStop = TimeSpan.FromSeconds(2);

    private readonly Process _process;
    private readonly TimeProvider _clock;
    private readonly Lock _gate = new();
    private volatile bool _paused;
    private bool _ended;

    private ChildProcess(Process process, ChildProcessOptions options)
    {
        _process = process;
        _clock = options.Clock;
        Id = process.Id;
        Output = new OutputTail(options.OutputLines);
        Exited = WatchAsync();
    }

    /// <summary>Process id; stays what it was after the exit.</summary>
    public int Id { get; }

    /// <summary>The last lines it wrote to standard output and standard error.</summary>
    public OutputTail Output { get; }

    /// <summary>Completes with the exit code once the process is gone and its output is read; 128 + n after signal n.</summary>
    public Task<int> Exited { get; }

    /// <summary>True until the process has ended. A paused process runs in this sense.</summary>
    public bool IsRunning
    {
        get
        {
            lock (_gate)
            {
                return !_ended && !_process.HasExited;
            }
        }
    }

    /// <summary>True between <see cref="Pause"/> and <see cref="Continue"/>.</summary>
    public bool IsPaused => _paused && IsRunning;

    /// <summary>Starts the process.</summary>
    /// <exception cref="System.ComponentModel.Win32Exception">The program <c>setpriv</c> (package util-linux) is missing.</exception>
    public static async Task<ChildProcess> StartAsync(ChildProcessOptions options)
    {
        // setpriv asks for the signal and then becomes the program, so the process id is the program's own.
        var info = new ProcessStartInfo(
            "setpriv", ["--pdeathsig", options.IsAskedToEnd ? "TERM" : "KILL", "--", options.FileName, .. options.Arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = options.WorkingDirectory ?? "",
        };
        foreach (var (name, value) in options.Environment)
        {
            info.Environment[name] = value;
        }

        var process = await ProcessStarter.StartAsync(info);
        process.StandardInput.Close();
        return new ChildProcess(process, options);
    }

    /// <summary>SIGKILL: the end, at once, also of a paused process. Does nothing when it has ended.</summary>
    public void Kill() => Send(Signal.Kill);

    /// <summary>SIGSTOP: returns when every thread stands still; sockets stay open, so clients still connect and get no answer.</summary>
    public void Pause()
    {
        if (Send(Signal.Stop))
        {
            _paused = true;
            SpinWait.SpinUntil(() => !IsPaused || Signals.AreThreadsStopped(Id), MaxStop);
        }
    }

    /// <summary>SIGCONT: a paused process goes on where it was.</summary>
    public void Continue()
    {
        _paused = false;
        Send(Signal.Continue);
    }

    /// <summary>SIGTERM, and SIGKILL when the deadline passes. Returns the exit code: 137 means that it had to be killed.</summary>
    public async Task<int> TerminateAsync(TimeSpan deadline)
    {
        Send(Signal.Terminate);
        // A stopped process would take the signal only when it goes on.
        Continue();
        try
        {
            return await Exited.WaitAsync(deadline, _clock);
        }
        catch (TimeoutException)
        {
            Kill();
            return await Exited;
        }
    }

    /// <summary>Kills the process if it still runs and waits until it is gone.</summary>
    public async ValueTask DisposeAsync()
    {
        Kill();
        await Exited;
    }

    private bool Send(Signal signal)
    {
        // The lock and the check keep a signal from going to a stranger that was given the same number later.
        lock (_gate)
        {
            return !_ended && !_process.HasExited && Signals.Send(Id, signal);
        }
    }

    private async Task<int> WatchAsync()
    {
        var output = Task.WhenAll(Output.PumpAsync(_process.StandardOutput), Output.PumpAsync(_process.StandardError));
        await _process.WaitForExitAsync();
        int code = _process.ExitCode;
        lock (_gate)
        {
            _ended = true;
            _process.Dispose();
        }

        // A grandchild may hold the pipe open for long; the exit is reported all the same.
        await Task.WhenAny(output, Task.Delay(TimeSpan.FromSeconds(1), _clock));
        return code;
    }
}
