using Steadfast.Functions.Incidents;

namespace Steadfast.Local.Scenarios.Drills;

/// <summary>Expected ending of a scenario.</summary>
/// <param name="Outcome">The outcome of every incident of those that were hurt.</param>
/// <param name="Diagnosis">The diagnosis that must have been made on the way; null when none in particular.</param>
/// <param name="Actions">What the automation had the platform do, in this order: "restart 1".</param>
public sealed record Ending(IncidentOutcome Outcome, FailureKind? Diagnosis, params string[] Actions);
