namespace Steadfast.Local.Stack.Databases;

/// <summary>
/// A pair at one moment, seen over the servers' private sockets: no partition on the way of the clients shows here. Null is what could not
/// be read.
/// </summary>
/// <param name="PrimaryAnswers">Whether the primary answers a query in time.</param>
/// <param name="StandbyAnswers">Whether the standby does.</param>
public sealed record PairObservation(bool PrimaryAnswers, bool StandbyAnswers)
{
    /// <summary>True when the primary accepts writes.</summary>
    public bool? PrimaryWritable { get; init; }

    /// <summary>True when a commit waits until the standby has it. False: a failover now could lose acknowledged writes.</summary>
    public bool? InSync { get; init; }

    /// <summary>True when the standby receives the primary's changes. False also when it is dead.</summary>
    public bool? IoRunning { get; init; }

    /// <summary>True when the standby applies what it has received. False also when it is dead.</summary>
    public bool? SqlRunning { get; init; }

    /// <summary>Lag of the standby.</summary>
    public double? LagSeconds { get; init; }

    /// <summary>Connections of the application to the primary.</summary>
    public long? ActiveConnections { get; init; }

    /// <summary>Attempts to connect that have failed since the primary was started.</summary>
    public long? AbortedConnections { get; init; }

    /// <summary>Processor time of the primary since the look before, 0 to 100 of the whole machine.</summary>
    public double? CpuPercent { get; init; }

    /// <summary>Share of the primary's storage that is used, 0 to 100.</summary>
    public double? StoragePercent { get; init; }

    /// <summary>Reason why the primary does not answer, or null.</summary>
    public string? PrimaryError { get; init; }

    /// <summary>Reason why the standby does not answer, or null.</summary>
    public string? StandbyError { get; init; }
}
