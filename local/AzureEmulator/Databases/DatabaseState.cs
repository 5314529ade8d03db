namespace Steadfast.Local.AzureEmulator;

/// <summary>The service's word on the server at one moment.</summary>
/// <param name="State">State of the server; see <see cref="ServerState"/>.</param>
/// <param name="HighAvailability">State of its high availability; see <see cref="HighAvailabilityState"/>.</param>
/// <param name="PrimaryZone">Zone of the primary.</param>
/// <param name="StandbyZone">Zone of the standby.</param>
/// <param name="RunningOperation">Id of the operation that works on it; null when none does.</param>
public sealed record DatabaseState(string State, string HighAvailability, string PrimaryZone, string StandbyZone, string? RunningOperation);

/// <summary>The states of a server that occur here, spelled as the service spells them.</summary>
public static class ServerState
{
    /// <summary>Nothing is being done to it. It says nothing about whether the database answers.</summary>
    public const string Ready = "Ready";

    /// <summary>An operation works on it.</summary>
    public const string Updating = "Updating";

    /// <summary>It is being stopped.</summary>
    public const string Stopping = "Stopping";

    /// <summary>Neither server runs, because somebody has stopped them.</summary>
    public const string Stopped = "Stopped";

    /// <summary>It is being started.</summary>
    public const string Starting = "Starting";
}

/// <summary>The states of high availability that occur here, spelled as the service spells them.</summary>
public static class HighAvailabilityState
{
    /// <summary>The standby can take over.</summary>
    public const string Healthy = "Healthy";

    /// <summary>The standby is taking over.</summary>
    public const string FailingOver = "FailingOver";

    /// <summary>There is no usable standby; the service makes one.</summary>
    public const string CreatingStandby = "CreatingStandby";

    /// <summary>The standby is catching up, or it would have to: a failover could lose writes.</summary>
    public const string ReplicatingData = "ReplicatingData";
}
