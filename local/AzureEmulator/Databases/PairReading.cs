namespace Steadfast.Local.AzureEmulator;

/// <summary>The pair at one moment. Null is a thing that could not be read: it becomes no sample of a metric.</summary>
/// <param name="PrimaryAnswers">Whether the primary answers a query in time.</param>
/// <param name="StandbyAnswers">Whether the standby does.</param>
public sealed record PairReading(bool PrimaryAnswers, bool StandbyAnswers)
{
    /// <summary>True when the standby receives the primary's changes. False also when the standby is dead.</summary>
    public bool? IoRunning { get; init; }

    /// <summary>True when the standby applies what it has received. False also when the standby is dead.</summary>
    public bool? SqlRunning { get; init; }

    /// <summary>True when the standby has every write that a client was told is done. False: a failover now could lose some.</summary>
    public bool? InSync { get; init; }

    /// <summary>Lag of the standby.</summary>
    public double? LagSeconds { get; init; }

    /// <summary>Connections of clients to the primary.</summary>
    public long? ActiveConnections { get; init; }

    /// <summary>Connections that have failed or were broken since the primary was started.</summary>
    public long? AbortedConnections { get; init; }

    /// <summary>Processor time of the primary, 0 to 100.</summary>
    public double? CpuPercent { get; init; }

    /// <summary>Share of the primary's storage that is used, 0 to 100.</summary>
    public double? StoragePercent { get; init; }

    /// <summary>Share of the primary's memory that is used, 0 to 100.</summary>
    public double? MemoryPercent { get; init; }

    /// <summary>A look that brought nothing.</summary>
    public static PairReading Nothing { get; } = new(PrimaryAnswers: false, StandbyAnswers: false);

    // A failover now would lose nothing and take no time to catch up.
    internal bool HasCaughtUp =>
        this is { PrimaryAnswers: true, StandbyAnswers: true, IoRunning: true, SqlRunning: true, InSync: not false, LagSeconds: <= 1 };

    // Only what the primary itself is seen to do counts: from a dead one nobody receives anything.
    internal bool MissesWrites => PrimaryAnswers && (IoRunning == false || InSync == false);
}
