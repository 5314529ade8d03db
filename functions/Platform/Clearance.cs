namespace Steadfast.Functions.Platform;

/// <summary>
/// Proves that the guard was asked in the last moment before the platform is. Everything that changes something at the platform needs one,
/// and only the guard makes one: much time may pass between a permit and its request, and a person may have paused or ended it meanwhile.
/// </summary>
public abstract class Clearance
{
    private protected Clearance()
    {
    }

    /// <summary>Gets the incident for which the platform is asked.</summary>
    public abstract string IncidentId { get; }
}
