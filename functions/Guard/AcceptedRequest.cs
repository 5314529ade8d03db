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

/// <summary>
/// Records the last request under a permit that is about to be sent. Where nothing says that it was accepted, nobody knows whether it was:
/// whoever sent it may have ended before the answer came.
/// </summary>
/// <param name="Number">See <see cref="HeldPermit.RequestNumber"/>.</param>
/// <param name="At">When, UTC.</param>
public sealed record SentRequest(int Number, DateTime At);

/// <summary>Tells the guard that a request is about to be sent.</summary>
/// <param name="IncidentId">Who holds the permit.</param>
/// <param name="Target">The target it was granted for.</param>
public sealed record RequestSending(string IncidentId, string Target, SentRequest Sent);
