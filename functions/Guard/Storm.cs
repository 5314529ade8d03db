using System.Text.Json.Serialization;

namespace Steadfast.Functions.Guard;

/// <summary>State of the canary of a storm.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<CanaryState>))]
public enum CanaryState
{
    /// <summary>There is none yet; the first to ask becomes it.</summary>
    None,

    /// <summary>It is being repaired; all others wait.</summary>
    Trying,

    /// <summary>Its repair helped: the others are repaired one by one.</summary>
    Helped,

    /// <summary>Its repair did not help: the fault is elsewhere, and nobody is repaired until the storm is over.</summary>
    Failed,
}

/// <summary>More than half of the instances, and at least two, are sick at once.</summary>
/// <param name="Since">Since when, UTC.</param>
/// <param name="Sick">How many were sick at the last look.</param>
/// <param name="Total">How many instances there were.</param>
/// <param name="Canary">What is known of the canary.</param>
/// <param name="CanaryIncident">The incident of the canary; null while there is none.</param>
/// <param name="CanaryTarget">The canary; null while there is none.</param>
public sealed record Storm(
    DateTime Since, int Sick, int Total, CanaryState Canary = CanaryState.None, string? CanaryIncident = null, string? CanaryTarget = null);

/// <summary>A storm that is over.</summary>
/// <param name="Since">When it began, UTC.</param>
/// <param name="Ended">When it ended, UTC.</param>
/// <param name="Canary">What became of its canary.</param>
/// <param name="Reason">Why it ended: one sentence.</param>
public sealed record PastStorm(DateTime Since, DateTime Ended, CanaryState Canary, string Reason);
