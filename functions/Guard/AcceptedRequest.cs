namespace Steadfast.Functions.Guard;

/// <summary>Records the last request under a permit that the platform has accepted.</summary>
/// <param name="RequestId">Its id, see <see cref="HeldPermit.RequestId"/>.</param>
/// <param name="At">When it was accepted, UTC.</param>
/// <param name="StatusUrl">Where its progress can be read, for another delivery of its activity; null where ARM named none. What is shown
/// to people leaves it out.</param>
public sealed record AcceptedRequest(string RequestId, DateTime At, string? StatusUrl);

/// <summary>Tells the guard that the platform has accepted a request.</summary>
/// <param name="IncidentId">Who holds the permit.</param>
/// <param name="Target">The target it was granted for.</param>
public sealed record RequestAcceptance(string IncidentId, string Target, AcceptedRequest Accepted);
