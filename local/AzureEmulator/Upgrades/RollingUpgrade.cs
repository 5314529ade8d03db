namespace Steadfast.Local.AzureEmulator;

/// <summary>The latest rolling upgrade as a caller sees it at one moment.</summary>
/// <param name="Code">RollingForward, Completed, Cancelled or Faulted.</param>
/// <param name="StartTime">When it began.</param>
/// <param name="LastAction">Start or Cancel.</param>
/// <param name="LastActionTime">When that was asked for.</param>
/// <param name="Progress">How far it is.</param>
/// <param name="Error">Why it is faulted; null otherwise.</param>
public sealed record RollingUpgrade(
    string Code, DateTimeOffset StartTime, string LastAction, DateTimeOffset LastActionTime, RollingProgress Progress,
    OperationError? Error)
{
    /// <summary>Code of one that runs.</summary>
    public const string RollingForward = "RollingForward";

    /// <summary>Code of one that went through the whole set.</summary>
    public const string Completed = "Completed";

    /// <summary>Code of one that was called off.</summary>
    public const string Cancelled = "Cancelled";

    /// <summary>Code of one that gave up because too many instances are unhealthy.</summary>
    public const string Faulted = "Faulted";
}

/// <summary>Progress by number of instances.</summary>
/// <param name="Successful">Done and healthy.</param>
/// <param name="Failed">Done and not healthy.</param>
/// <param name="InProgress">Being restarted.</param>
/// <param name="Pending">Not yet touched.</param>
public sealed record RollingProgress(int Successful, int Failed, int InProgress, int Pending);
