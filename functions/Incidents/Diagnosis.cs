using System.Text.Json.Serialization;

namespace Steadfast.Functions.Incidents;

/// <summary>Names a failure. The criteria of each are those of the diagnosis policies of instances and database, in their order.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<FailureKind>))]
public enum FailureKind
{
    /// <summary>
    /// At least two of three observers (probe metric, direct answer, health extension) say that the instance serves, and its own answer is
    /// not bad.
    /// </summary>
    Healthy,

    /// <summary>At least two observers say that it does not serve, and it gives no HTTP answer.</summary>
    InstanceUnresponsive,

    /// <summary>At least two observers say that it does not serve, and it answers with something else than 200.</summary>
    InstanceFailing,

    /// <summary>It went from serving to not serving and back several times within ten minutes, however it is at this moment.</summary>
    InstanceFlapping,

    /// <summary>The instance is not in the scale set any more.</summary>
    InstanceGone,

    /// <summary>More than half of the instances, and at least two, do not serve: the fault is probably elsewhere.</summary>
    FleetFailing,

    /// <summary>Every instance of its zone, and at least two, do not serve, and every instance of the other zones does.</summary>
    ZoneFailing,

    /// <summary>
    /// Two kinds of observers in several looks cannot use the database: more than half of all web servers, the automation itself, the
    /// platform.
    /// </summary>
    DatabaseUnavailable,

    /// <summary>
    /// More than half of all web servers say that the database takes no writes, and a write was refused or another kind of observer agrees.
    /// </summary>
    DatabaseReadOnly,

    /// <summary>Only the automation itself cannot reach the database; the web servers can.</summary>
    DatabaseUnreachableFromHere,

    /// <summary>
    /// Only the web servers cannot use the database, or say so: it greets the automation, the platform has nothing against it, and no write
    /// was refused.
    /// </summary>
    DatabaseUnreachableFromWebTier,

    /// <summary>The web servers use the database, but it answers late.</summary>
    DatabaseSlow,

    /// <summary>The web servers use the database, but it has no standby that could take over.</summary>
    StandbyUnhealthy,

    /// <summary>
    /// The database is well and takes writes, but an instance still fails on it: it holds connections to the server of before.
    /// </summary>
    StaleConnections,

    /// <summary>The platform is changing the target at this moment.</summary>
    PlatformRecovering,

    /// <summary>A rolling upgrade of the scale set is running.</summary>
    DeploymentInProgress,

    /// <summary>Fewer than two observers agree on anything, or the platform cannot be read.</summary>
    Unobservable,
}

/// <summary>Carries a diagnosis and why it was made.</summary>
/// <param name="Kind">The name of the failure.</param>
/// <param name="Evidence">Why, as part of a sentence.</param>
public sealed record Diagnosis(FailureKind Kind, string Evidence)
{
    /// <summary>Gets the diagnosis of a database that the platform is at work on, as it would be without that; null otherwise.</summary>
    public FailureKind? Beneath { get; init; }

    /// <summary>Gets the next step of a person in this very case; null when the runbook of the diagnosis says it.</summary>
    public string? NextStep { get; init; }

    /// <summary>
    /// Gets the time since when the standby of a database has received nothing, UTC; null when it receives, or when that is not known.
    /// </summary>
    public DateTimeOffset? StandbyBlindSince { get; init; }
}
