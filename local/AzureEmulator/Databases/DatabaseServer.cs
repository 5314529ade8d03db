namespace Steadfast.Local.AzureEmulator;

/// <summary>The flexible server as the service knows it; the pair behind it belongs to the caller.</summary>
public sealed class DatabaseServer
{
    private readonly Timeline<DatabaseState> _state;

    internal DatabaseServer(EmulatorOptions options, IDatabaseServers servers)
    {
        Operations = new(options.Clock, options.NewId);
        PlatformFailover = options.Database.PlatformFailover;
        _state = new(options.Clock, new(
            ServerState.Ready, HighAvailabilityState.Healthy, servers.PrimaryZone, servers.StandbyZone, RunningOperation: null));
    }

    /// <summary>Raised after every change of the state, on the thread that has changed it.</summary>
    public event Action<DatabaseState>? Changed;

    /// <summary>The service's word on it now.</summary>
    public DatabaseState State => _state.Now;

    /// <summary>The service's last look at the pair; null before the first.</summary>
    public PairReading? LastSeen { get; internal set; }

    /// <summary>The operations on it that run or have lately ended, the platform's own among them.</summary>
    public OperationStore Operations { get; }

    /// <summary>Reaction of the service itself when the primary does not answer.</summary>
    public PlatformFailover PlatformFailover { get; set; }

    /// <summary>
    /// Tells whether the platform notices that the standby misses writes. Default yes; switched off, it is as late as its state on Azure
    /// may be, and only the metrics tell.
    /// </summary>
    public bool JudgesStandby { get; set; } = true;

    /// <summary>
    /// True when the service makes a new standby when there is none. False: it stays CreatingStandby until it is true again or the standby
    /// is back.
    /// </summary>
    public bool RepairsStandby { get; set; } = true;

    /// <summary>The maintenances it announces.</summary>
    public IReadOnlyList<DatabaseMaintenance> Maintenances { get; set; } = [];

    internal DatabaseState At(DateTimeOffset time) => _state.At(time);

    internal void Change(Func<DatabaseState, DatabaseState> change)
    {
        DatabaseState? news = null;
        _state.Change(state =>
        {
            var next = change(state);
            news = next == state ? null : next;
            return news ?? state;
        });
        if (news is not null)
        {
            Changed?.Invoke(news);
        }
    }
}
