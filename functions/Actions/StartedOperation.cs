using System.Text.Json.Serialization;
using Steadfast.Functions.Platform;

namespace Steadfast.Functions.Actions;

/// <summary>Tells what came of a request for an action.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<StartKind>))]
public enum StartKind
{
    /// <summary>The platform accepted it.</summary>
    Accepted,

    /// <summary>An operation is seen to run that is this one, or serves as well; that one is waited for.</summary>
    Attached,

    /// <summary>It is done: an earlier delivery of this activity did it, or somebody else.</summary>
    AlreadyDone,

    /// <summary>The decision has grown old, and things are not as they were.</summary>
    NotNeeded,

    /// <summary>It was not asked for: something stood against it in the last moment.</summary>
    Held,

    /// <summary>The platform cannot take it now (throttled, busy, or out of reach); ask again later.</summary>
    NotNow,

    /// <summary>The platform refused.</summary>
    Refused,

    /// <summary>The target is not there any more.</summary>
    Gone,
}

/// <summary>Carries the platform's answer to the request for an action.</summary>
/// <param name="Kind">What came of it.</param>
/// <param name="StatusUrl">Where its progress can be read; null when there is no such place.</param>
/// <param name="RetryAfter">For <see cref="StartKind.NotNow"/>: how long the platform asks to wait; null when it does not say.</param>
/// <param name="Detail">One sentence.</param>
public sealed record StartedOperation(StartKind Kind, string? StatusUrl, TimeSpan? RetryAfter, string Detail)
{
    /// <summary>
    /// Gets, for <see cref="StartKind.Refused"/>, whether the platform refuses until a person has changed something, as with a quota that
    /// is used up.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsForGood { get; init; }

    /// <summary>
    /// Gets, for <see cref="StartKind.NotNow"/>, whether the request was sent, now or by an earlier delivery, and no answer says whether the
    /// platform took it.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool MayHaveBegun { get; init; }

    /// <summary>
    /// Gets, for <see cref="StartKind.Attached"/>, whether the operation was begun by an earlier delivery of the same request.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsOwn { get; init; }
}

/// <summary>Tells how an operation is getting on.</summary>
/// <param name="Result">Running, or how it ended.</param>
/// <param name="RetryAfter">How long the platform asks to wait before the next look; null when it does not say.</param>
/// <param name="Detail">One sentence.</param>
public sealed record OperationProgress(ActionResult Result, TimeSpan? RetryAfter, string Detail)
{
    /// <summary>
    /// Gets, for <see cref="ActionResult.Failed"/>, whether nothing was ever seen of an operation that nobody answered for: it counts as not
    /// begun.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool WasNotBegun { get; init; }

    /// <summary>
    /// Gets whether an operation that nobody answered for was seen, at this look or before: from then on it is one like any other.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool WasSeen { get; init; }
}

/// <summary>Tells what a failed call means for the action that was asked for.</summary>
internal static class StartAnswers
{
    public static StartedOperation Of(ArmFailure why) => why switch
    {
        { Refusal: { Kind: not ArmRefusalKind.Passing } lasting } =>
            new(StartKind.Refused, null, null, $"the platform refused: {why}; {lasting.Reason}") { IsForGood = true },
        { Status: 409 } => NotNow($"another operation is in the way ({why})", why),
        { Status: 429 } => NotNow("the platform asks to slow down (429)", why),
        { Status: >= 400 and < 500 and not 408 } => new(StartKind.Refused, null, null, $"the platform refused: {why}"),
        _ => NotNow($"the platform cannot take it now ({why})", why),
    };

    private static StartedOperation NotNow(string detail, ArmFailure why) => new(StartKind.NotNow, null, why.RetryAfter, detail);
}
