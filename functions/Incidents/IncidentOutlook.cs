namespace Steadfast.Functions.Incidents;

/// <summary>The event that an open incident waits for, and what comes then.</summary>
/// <param name="WaitsFor">What is waited for, as part of a sentence: "the platform to end the restart".</param>
/// <param name="Until">Until when at the latest, UTC; null when that depends on something else than time.</param>
/// <param name="Then">What follows: one sentence.</param>
/// <param name="ForPerson">What a person can do: one sentence; null when nothing is asked of anybody.</param>
public sealed record IncidentOutlook(string WaitsFor, DateTimeOffset? Until, string Then, string? ForPerson);
