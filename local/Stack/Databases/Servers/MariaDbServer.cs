using Steadfast.Local.Stack.Processes;

namespace Steadfast.Local.Stack.Databases;

/// <summary>
/// One MariaDB server: a process of its own with a folder of its own. It starts read-only and following nobody, whatever it was before.
/// Can be started again any number of times. Start, stop and dispose wait for each other; the faults never wait.
/// </summary>
public sealed class MariaDbServer : IAsyncDisposable
{
    /// <summary>A server that takes longer than this for a small question counts as one that does not answer.</summary>
    public static readonly TimeSpan QuestionTimeout = TimeSpan.FromSeconds(1);

    // Nobody asks one server more at once; a server that hangs holds this many threads for a second each, and no more.
    private const int MaxSessions = 8;

    private readonly ServerFolder _folder;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly SemaphoreSlim _sessions = new(MaxSessions, MaxSessions);
    private volatile ChildProcess? _child;
    private bool _disposed;

    /// <summary>Describes a server; nothing is made or started.</summary>
    /// <exception cref="DatabaseException">The folder's name is too long for a socket in it.</exception>
    public MariaDbServer(MariaDbServerOptions options)
    {
        Options = options;
        _folder = new ServerFolder(options.Folder);
    }

    /// <summary>Options that the server runs with.</summary>
    public MariaDbServerOptions Options { get; }

    /// <summary>Process id of the running or last process; null before the first start.</summary>
    public int? ProcessId => _child?.Id;

    /// <summary>True while the process exists, paused or not.</summary>
    public bool IsRunning => _child?.IsRunning ?? false;

    /// <summary>True while the process is stopped by <see cref="Pause"/>.</summary>
    public bool IsPaused => _child?.IsPaused ?? false;

    /// <summary>The last lines that the running or last process wrote.</summary>
    public IReadOnlyList<string> Output => _child?.Output.Lines ?? [];

    internal ServerFolder Folder => _folder;

    /// <summary>
    /// Makes a data folder that new servers can be copied from. Returns its path, to be given as
    /// <see cref="MariaDbServerOptions.Template"/>.
    /// </summary>
    public static async Task<string> MakeTemplateAsync(string folder, CancellationToken ct = default)
    {
        string data = new ServerFolder(folder).Open().Data;
        await ServerFolder.InstallAsync(data, ct);
        return data;
    }

    /// <summary>
    /// Starts the process and returns when it answers; makes its data first when there is none. Does nothing when it runs.
    /// </summary>
    /// <param name="afterLosingItsRole">
    /// True for a server that was the primary and shall follow another now: what it had written and nobody had acknowledged is undone
    /// instead of kept, which would set it apart from the new primary for ever.
    /// </param>
    /// <param name="ct">Ends the start; the process is killed.</param>
    /// <exception cref="DatabaseException">It did not come up; the message holds its last lines.</exception>
    public async Task StartAsync(bool afterLosingItsRole = false, CancellationToken ct = default)
    {
        await _turn.WaitAsync(ct);
        try
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (!IsRunning)
            {
                await MakeDataAsync(ct);
                _child = await ServerProcess.StartAsync(Options, _folder, afterLosingItsRole, ct);
                await MakeAccountsAsync(ct);
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>
    /// Stops it in an orderly way, and kills it when that takes too long or it is paused. Does nothing when it does not run.
    /// </summary>
    public async Task StopAsync()
    {
        await _turn.WaitAsync();
        try
        {
            if (_child is { IsRunning: true } child)
            {
                await child.TerminateAsync(child.IsPaused ? TimeSpan.Zero : Options.StopDeadline);
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>SIGKILL, as a crash. Returns at once; does nothing when it does not run.</summary>
    public void Kill() => _child?.Kill();

    /// <summary>
    /// SIGKILL, and returns when the process is gone for certain. Afterwards it can write nothing until it is started again, and then it is
    /// read-only.
    /// </summary>
    public async Task FenceAsync()
    {
        if (_child is { } child)
        {
            child.Kill();
            await child.Exited;
        }
    }

    /// <summary>SIGSTOP, as a hang: connections are accepted by the kernel and never answered.</summary>
    public void Pause() => _child?.Pause();

    /// <summary>SIGCONT: ends a hang.</summary>
    public void Continue() => _child?.Continue();

    /// <summary>Asks it something as its administrator, over its private socket, on a thread of its own.</summary>
    /// <param name="ask">What to do with the connection; it is closed afterwards.</param>
    /// <param name="timeout">How long connecting and each statement may take; null: <see cref="QuestionTimeout"/>. Whole seconds.</param>
    /// <param name="ct">Gives up waiting for a thread; a question that has begun runs to its end.</param>
    /// <exception cref="DatabaseException">It does not answer, or refuses the statement.</exception>
    public async Task<T> AskAsync<T>(Func<SqlSession, T> ask, TimeSpan? timeout = null, CancellationToken ct = default)
    {
        await _sessions.WaitAsync(ct);
        try
        {
            return await Task.Factory.StartNew(
                () => SqlFailure.Named(Options.Name, () =>
                {
                    using var session = SqlSession.AsAdministrator(_folder.Socket, timeout ?? QuestionTimeout);
                    return ask(session);
                }),
                CancellationToken.None,
                TaskCreationOptions.LongRunning,
                TaskScheduler.Default);
        }
        finally
        {
            _sessions.Release();
        }
    }

    /// <summary>Runs statements as its administrator, one after the other.</summary>
    public Task ExecuteAsync(IEnumerable<string> statements, TimeSpan? timeout = null, CancellationToken ct = default) => AskAsync(
        session =>
        {
            foreach (string each in statements)
            {
                session.Execute(each);
            }

            return true;
        },
        timeout,
        ct);

    /// <summary>Kills the process, paused or not, and waits until it is gone. The files stay.</summary>
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

    private async Task MakeDataAsync(CancellationToken ct)
    {
        _folder.Open().Configure(Options);
        if (!_folder.HasData)
        {
            await (Options.Template is { } template ? _folder.CopyFromAsync(template, ct) : ServerFolder.InstallAsync(_folder.Data, ct));
        }
    }

    private async Task MakeAccountsAsync(CancellationToken ct) => await AskAsync(
        session =>
        {
            if (session.Scalar("SELECT COUNT(*) FROM mysql.global_priv WHERE User = @p0", Options.Accounts.AppUser) == "0")
            {
                Options.Accounts.CreateOn(session);
            }

            return true;
        },
        // The first statements on new data wait for the disk.
        TimeSpan.FromSeconds(10),
        ct);
}
