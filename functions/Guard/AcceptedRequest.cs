namespace Steadfast.Functions.Guard;

/// <summary>
/// Records the last request under a permit that the platform has accepted, so that a second delivery of its activity does not send it
/// again.
/// </summary>
/// <param name="Number">See <see cref="HeldPermit.RequestNumber"/>.</param>
/// <param name="At">When it was accepted, UTC.</param>
/// <param name="StatusUrl">Where its progress can be read; null where ARM named none. What is shown to people leaves it out.</param>
public sealed record AcceptedRequest(int Number, DateTime At, string? StatusUrl);

/// <summary>Tells the guard that the platform has accepted a request.</summary>
/// <param name="IncidentId">Who holds the permit.</param>
/// <param name="Target">The target it was granted for.</param>
public sealed record RequestAcceptance(string IncidentId, string Target, AcceptedRequest Accepted);
