namespace Steadfast.Local.AzureEmulator;

/// <summary>Reaction of the service itself when the primary does not answer.</summary>
public enum PlatformFailover
{
    /// <summary>
    /// Two looks in a row without an answer, and it fails over; at the same time the machine of the primary is restarted, and if that is
    /// quicker the failover is called off.
    /// </summary>
    On,

    /// <summary>
    /// The same, but only after the primary has been silent as long as <see cref="Pace.PlatformFailoverLateAfter"/> says. Until then the
    /// server is Ready.
    /// </summary>
    Late,

    /// <summary>Nothing, and the server stays Ready.</summary>
    Absent,
}

/// <summary>Decides when the service begins to recover the primary. Pure: no clock, so every rule is a row in a test.</summary>
internal static class PlatformFailoverPolicy
{
    // Documented: the ping of the management endpoint fails twice in a row.
    public const int FailedLooks = 2;

    public static bool Begins(PlatformFailover mode, int failedLooks, TimeSpan silentFor, TimeSpan late) => mode switch
    {
        PlatformFailover.On => failedLooks >= FailedLooks,
        PlatformFailover.Late => failedLooks >= FailedLooks && silentFor >= late,
        _ => false,
    };
}
