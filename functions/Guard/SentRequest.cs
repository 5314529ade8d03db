using System.Text.Json.Serialization;

namespace Steadfast.Functions.Guard;

/// <summary>
/// Records the last request that was sent to the platform under a permit, so that a second delivery of its activity is told from another
/// request.
/// </summary>
/// <param name="Id">See <see cref="HeldPermit.RequestId"/>.</param>
/// <param name="At">When it was sent or, once that is known, answered, UTC.</param>
/// <param name="Answer">What the platform answered.</param>
public sealed record SentRequest(string Id, DateTime At, RequestAnswer Answer)
{
    /// <summary>
    /// Gets the place where its progress can be read; null where ARM named none, and while it is not known to be accepted. What is shown
    /// to people leaves it out.
    /// </summary>
    public string? StatusUrl { get; init; }
}

/// <summary>Tells what the platform has answered to a request.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RequestAnswer>))]
public enum RequestAnswer
{
    /// <summary>Nothing yet, or nobody knows: it may have been accepted.</summary>
    Unknown,

    /// <summary>That it does what it is asked for.</summary>
    Accepted,

    /// <summary>That it does not; or it was not asked in the end.</summary>
    Refused,
}

/// <summary>Tells the guard that a request is being sent to the platform, or was answered by it.</summary>
/// <param name="IncidentId">Who holds the permit.</param>
/// <param name="Target">The target it was granted for.</param>
public sealed record RequestNote(string IncidentId, string Target, SentRequest Sent);
