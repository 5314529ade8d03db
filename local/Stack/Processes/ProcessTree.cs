namespace Steadfast.Local.Stack.Processes;

/// <summary>
/// A program with all that it starts. When it ends, whether by itself or by SIGKILL, or when this process ends, its children end too: a
/// shell between the two puts them into a process group of their own and kills the group.
/// </summary>
public sealed class ProcessTree : IAsyncDisposable
{
    private static readonly TimeSpan MaxEnd = TimeSpan.FromSeconds(10);

    // With job control (set -m) a job is a process group whose number is the process id of its first program.
    private const string Keeper = """
        root=""
        trap '[ -z "$root" ] || kill -KILL -- "-$root" 2>/dev/null' EXIT
        trap 'exit 143' TERM INT HUP
        set -m
        setpriv --pdeathsig KILL -- "${@:2}" </dev/null &
        root=$!
        echo "$root" >"$1"
        code=0
        wait "$root" 2>/dev/null || code=$?
        exit "$code"
        """;

    private readonly ChildProcess _keeper;

    private ProcessTree(ChildProcess keeper, int id)
    {
        _keeper = keeper;
        Id = id;
        Exited = WatchAsync();
    }

    /// <summary>Process id of the program; 0 when it could not be started.</summary>
    public int Id { get; }

    /// <summary>The last lines that any of them wrote.</summary>
    public OutputTail Output => _keeper.Output;

    /// <summary>True when the program runs.</summary>
    public bool IsRunning => _keeper.IsRunning;

    /// <summary>Completes with the program's exit code when it and all its children are gone; 128 + n after signal n.</summary>
    public Task<int> Exited { get; }

    /// <summary>Starts the program.</summary>
    /// <param name="idFile">A file for its process id; it is written anew.</param>
    public static async Task<ProcessTree> StartAsync(ChildProcessOptions options, string idFile, CancellationToken ct)
    {
        File.Delete(idFile);
        ChildProcess keeper = await ChildProcess.StartAsync(options with
        {
            FileName = "bash",
            Arguments = ["-c", Keeper, "keeper", idFile, options.FileName, .. options.Arguments],
            IsAskedToEnd = true,
        });
        try
        {
            return new(keeper, await ReadIdAsync(keeper, idFile, options.Clock, ct));
        }
        catch
        {
            await keeper.TerminateAsync(MaxEnd);
            throw;
        }
    }

    /// <summary>SIGKILL to the program itself, as a crash; its children are ended after it.</summary>
    public void Kill()
    {
        if (_keeper.IsRunning && Id > 0)
        {
            Signals.Send(Id, Signal.Kill);
        }
    }

    /// <summary>Ends all of it and waits until it is gone.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_keeper.IsRunning)
        {
            await _keeper.TerminateAsync(MaxEnd);
        }

        await Exited;
    }

    private static async Task<int> ReadIdAsync(ChildProcess keeper, string idFile, TimeProvider clock, CancellationToken ct)
    {
        while (true)
        {
            bool runs = keeper.IsRunning;
            if (File.Exists(idFile) && await File.ReadAllTextAsync(idFile, ct) is [.., '\n'] text)
            {
                return int.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
            }

            if (!runs)
            {
                return 0;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(5), clock, ct);
        }
    }

    // Whoever kills the shell leaves the children to this process.
    private async Task<int> WatchAsync()
    {
        int code = await _keeper.Exited;
        if (Id > 0)
        {
            Signals.Send(-Id, Signal.Kill);
        }

        return code;
    }
}
