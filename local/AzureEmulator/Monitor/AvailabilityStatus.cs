namespace Steadfast.Local.AzureEmulator;

/// <summary>Resource health of a resource now.</summary>
/// <param name="State">Available, Unavailable, Degraded or Unknown.</param>
/// <param name="Reason">Why, in few words.</param>
/// <param name="Cause">PlatformInitiated or UserInitiated; empty for an available resource.</param>
/// <param name="Since">Since when.</param>
internal sealed record AvailabilityStatus(string State, string Reason, string Cause, DateTimeOffset Since)
{
    private const string User = "UserInitiated";
    private const string Platform = "PlatformInitiated";

    /// <summary>Word of the platform that a scenario sets; it goes before everything else.</summary>
    public static AvailabilityStatus Of(ResourceHealthEvent happened, DateTimeOffset since) =>
        new(happened.Current, happened.Title, happened.Cause, since);

    /// <summary>
    /// An instance is available as long as its machine is powered. Whether anything serves on it is not the platform's business.
    /// </summary>
    public static AvailabilityStatus Of(InstanceState state) => state.Power.Value == InstancePower.Running
        ? new("Available", "The virtual machine is running.", "", state.Power.Since)
        : new("Unavailable", $"The virtual machine is {state.Power.Value}.", User, state.Power.Since);

    /// <summary>The flexible server.</summary>
    public static AvailabilityStatus Of(DatabaseState state, PairReading? seen, DateTimeOffset now) => state switch
    {
        { State: ServerState.Stopped or ServerState.Stopping or ServerState.Starting } =>
            new("Unavailable", $"The server is {state.State}.", User, now),
        { HighAvailability: HighAvailabilityState.FailingOver } => new("Unavailable", "A failover is under way.", Platform, now),
        _ when seen is { PrimaryAnswers: false } => new("Unavailable", "The primary does not answer.", Platform, now),
        _ => new("Available", "The server is available.", "", now),
    };
}
