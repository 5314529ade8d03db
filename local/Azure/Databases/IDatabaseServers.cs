namespace Steadfast.Local.Azure;

/// <summary>The pair behind the flexible server: real database servers in the twin, a model in a simulation or a test.</summary>
/// <remarks>
/// The emulator asks for one change at a time, except that <see cref="RestoreRedundancyAsync"/> may still be running when the primary
/// is restarted. It looks at any time. A method that cannot do what it is asked to do throws; the emulator tries again where a service would.
/// </remarks>
public interface IDatabaseServers
{
    /// <summary>Zone of the server that is the primary now.</summary>
    string PrimaryZone { get; }

    /// <summary>Zone of the other one.</summary>
    string StandbyZone { get; }

    /// <summary>What the service's own management sees of the pair. It does not come by the network path of the customers, so it sees no partition there.</summary>
    Task<DatabaseSighting> LookAsync(CancellationToken ct);

    /// <summary>Makes the standby the primary; returns when the new primary accepts writes.</summary>
    /// <param name="planned">True: the old primary stops writing first and the standby gets everything. False: the old primary is made unable to write, whatever state it is in.</param>
    /// <param name="ct">Gives a planned one up; one that is not planned may be asked for next.</param>
    Task FailoverAsync(bool planned, CancellationToken ct);

    /// <summary>Restarts the primary, also one that is dead or hangs; returns when it accepts writes again.</summary>
    Task RestartAsync(CancellationToken ct);

    /// <summary>Makes the pair redundant again after a failover or the loss of the standby; returns when the standby replicates. Does nothing when it does so already.</summary>
    Task RestoreRedundancyAsync(CancellationToken ct);
}
