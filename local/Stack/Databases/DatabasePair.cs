namespace Steadfast.Local.Stack.Databases;

/// <summary>
/// A primary and a standby behind one endpoint. An acknowledged write is on both servers as long as the pair is in sync; at most one
/// server accepts writes at any time. When the standby falls silent, commits wait for it for at most 1.5 s and then go on without it;
/// <see cref="PairObservation.InSync"/> says so. The strict pair (<see cref="DatabasePairOptions.CommitWait"/>) waits for ever instead.
/// </summary>
public sealed class DatabasePair : IAsyncDisposable
{
    private readonly DatabasePairOptions _options;
    private readonly PairRoles _roles;
    private readonly PairObserver _look;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private CancellationTokenSource _restoring = new();

    private DatabasePair(DatabasePairOptions options)
    {
        _options = options;
        Accounts = DatabaseAccounts.Create(FolderFor(options, ""));
        Endpoint = new DatabaseEndpoint(options.Entrances, options.Clock);
        _roles = new(
            Member(1, options.FirstZone, options.First), Member(2, options.SecondZone, options.Second), Accounts, Endpoint, options.Clock);
        Members = [_roles.Primary, _roles.Standby];
        _look = new PairObserver(options);
        Faults = new DatabaseFaults(_roles);
    }

    /// <summary>The accounts of this pair.</summary>
    public DatabaseAccounts Accounts { get; }

    /// <summary>Address that clients connect to.</summary>
    public DatabaseEndpoint Endpoint { get; }

    /// <summary>Both servers, in a steady order.</summary>
    public IReadOnlyList<DatabaseMember> Members { get; }

    /// <summary>The server that has the role of the primary now, whether it is well or not.</summary>
    public DatabaseMember Primary => _roles.Primary;

    /// <summary>The other one.</summary>
    public DatabaseMember Standby => _roles.Standby;

    /// <summary>Faults that can be given.</summary>
    public DatabaseFaults Faults { get; }

    /// <summary>Starts a pair with an empty schema and returns when it is in sync.</summary>
    /// <exception cref="DatabaseException">A server did not come up, or a program is missing.</exception>
    public static async Task<DatabasePair> StartAsync(DatabasePairOptions options, CancellationToken ct = default)
    {
        // Making new data takes most of the time, so it is made once and copied twice.
        string template = options.Template ?? await MariaDbServer.MakeTemplateAsync(FolderFor(options, "template"), ct);
        DatabasePair pair = new(options with { Template = template });
        try
        {
            await pair.StartAsync(ct);
            return pair;
        }
        catch
        {
            await pair.DisposeAsync();
            throw;
        }
    }

    /// <summary>One look at both servers; takes a second when one of them hangs.</summary>
    public Task<PairObservation> ObserveAsync(CancellationToken ct = default) =>
        _look.TakeAsync(_roles.Now, Faults.DiskIsFull, Accounts.AppUser, ct);

    /// <summary>
    /// Makes the standby the primary; completes when it accepts writes and clients reach it. Planned: the old primary stops writing
    /// first, the standby gets everything, and the old primary follows it. Not planned: the old primary is killed first, whatever state it
    /// is in.
    /// </summary>
    /// <param name="ct">Gives a planned one up as long as nothing has changed; the old primary accepts writes again.</param>
    /// <exception cref="FailoverRefusedException">It was not begun.</exception>
    public Task<FailoverReport> FailoverAsync(bool planned, CancellationToken ct = default) => ChangeAsync(
        () => planned ? PlannedFailover.RunAsync(_roles, ct) : UnplannedFailover.RunAsync(_roles, ct), ct);

    /// <summary>Restarts the primary, also one that is dead or hangs; completes when it accepts writes again.</summary>
    public Task RestartPrimaryAsync(CancellationToken ct = default) => ChangeAsync(
        async () =>
        {
            await PrimaryRestart.RunAsync(_roles, ct);
            return true;
        },
        ct);

    /// <summary>
    /// Cuts all clients off and stops both servers in an orderly way. <see cref="RestartPrimaryAsync"/> and
    /// <see cref="RestoreRedundancyAsync"/> start them again.
    /// </summary>
    public Task StopAsync(CancellationToken ct = default) => ChangeAsync(
        async () =>
        {
            Endpoint.MoveTo(null);
            await Primary.Server.StopAsync();
            await Standby.Server.StopAsync();
            return true;
        },
        ct);

    /// <summary>
    /// Makes the pair redundant again; completes when the standby follows and commits wait for it. Does nothing when it is so already.
    /// A failover or a restart that is asked for meanwhile ends it with an <see cref="OperationCanceledException"/>.
    /// </summary>
    /// <returns>True when the standby had to be made anew from a copy of the primary.</returns>
    public async Task<bool> RestoreRedundancyAsync(CancellationToken ct = default)
    {
        // Taken before waiting, so that a change that is asked for meanwhile ends the wait as well.
        using var both = CancellationTokenSource.CreateLinkedTokenSource(ct, Volatile.Read(ref _restoring).Token);
        await _turn.WaitAsync(both.Token);
        try
        {
            return await new Redundancy(_roles).RestoreAsync(both.Token);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Opens a connection to the endpoint as the application, for example to look at what it has stored.</summary>
    /// <param name="timeout">How long connecting and each statement may take; whole seconds.</param>
    public Task<T> AskAsApplicationAsync<T>(Func<SqlSession, T> ask, TimeSpan timeout) => Task.Factory.StartNew(
        () => SqlFailure.Named("the endpoint", () =>
        {
            using var session = SqlSession.AsClient(
                Endpoint.Entrances.First().Address, Accounts.AppUser, Accounts.AppPassword, Accounts.Database, timeout);
            return ask(session);
        }),
        CancellationToken.None,
        TaskCreationOptions.LongRunning,
        TaskScheduler.Default);

    /// <summary>Cuts all clients off and kills both servers. The files stay where they are.</summary>
    public async ValueTask DisposeAsync()
    {
        await _restoring.CancelAsync();
        await Endpoint.DisposeAsync();
        await Task.WhenAll(Members.Select(static member => member.Server.DisposeAsync().AsTask()));
    }

    private static string FolderFor(DatabasePairOptions options, string name) =>
        Path.Combine(Directory.CreateDirectory(options.Folder).FullName, name);

    private DatabaseMember Member(int number, string zone, System.Net.IPEndPoint address) => new(zone, new MariaDbServer(
        new(
            $"db-{number}", FolderFor(_options, $"db-{number}"), address, number,
            Accounts)
        { Template = _options.Template, CommitWait = _options.CommitWait, Clock = _options.Clock }));

    private async Task StartAsync(CancellationToken ct)
    {
        await Task.WhenAll(Members.Select(member => member.Server.StartAsync(ct: ct)));
        await _roles.Standby.Server.AskAsync(
            session =>
            {
                Replica.Follow(session, Primary.Server.Options.Address, Accounts, wasPrimary: false);
                return true;
            },
            TimeSpan.FromSeconds(10),
            ct);
        await Primary.Server.ExecuteAsync(
            [$"CREATE DATABASE {Accounts.Database}", "SET GLOBAL read_only = 0"], TimeSpan.FromSeconds(10), ct);
        await RestoreRedundancyAsync(ct);
        Endpoint.MoveTo(Primary.Server.Options.Address);
    }

    /// <summary>One change at a time. What restores redundancy makes way: it can be done again later, a primary cannot wait.</summary>
    private async Task<T> ChangeAsync<T>(Func<Task<T>> change, CancellationToken ct)
    {
        await Interlocked.Exchange(ref _restoring, new CancellationTokenSource()).CancelAsync();
        await _turn.WaitAsync(ct);
        try
        {
            return await change();
        }
        finally
        {
            _turn.Release();
        }
    }
}
