using Steadfast.Functions.Incidents;

namespace Steadfast.Local.Scenarios.Databases;

/// <summary>Expected ending of a scenario with the database.</summary>
/// <param name="Outcome">The outcome of the incident of the database.</param>
/// <param name="Diagnosis">The diagnosis that must have been made on the way; null when none in particular.</param>
/// <param name="Actions">What the automation had the platform do with the database, in this order: "failover", "dbrestart".</param>
public sealed record DatabaseEnding(IncidentOutcome Outcome, FailureKind? Diagnosis, params string[] Actions)
{
    /// <summary>Actions of the automation on web servers. Default nothing: it is not their fault.</summary>
    public IReadOnlyList<string> OnWebServers { get; init; } = [];
}
