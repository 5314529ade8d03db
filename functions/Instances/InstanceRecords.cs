using System.Text.Json.Serialization;

namespace Steadfast.Functions.Instances;

/// <summary>How an action ended.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ActionResult>))]
public enum ActionResult
{
    /// <summary>Not known yet.</summary>
    Running,

    /// <summary>The platform says it is done.</summary>
    Succeeded,

    /// <summary>The platform says it failed, or refused it.</summary>
    Failed,

    /// <summary>It was not done before its deadline.</summary>
    TimedOut,

    /// <summary>It was not asked for after all, because it was not needed any more.</summary>
    Skipped,
}

/// <summary>One action asked of the platform.</summary>
/// <param name="Kind">The rung: "restart".</param>
/// <param name="Target">Number of the instance.</param>
/// <param name="AskedBy">Who or what asked for it.</param>
/// <param name="Accepted">When the platform accepted it; null when it refused.</param>
/// <param name="Done">When it ended; null when it did not.</param>
/// <param name="Result">How it ended.</param>
/// <param name="Detail">One sentence.</param>
/// <param name="Replacement">Number of the instance that took the place of <paramref name="Target"/>; null when none did.</param>
public sealed record ActionTaken(
    string Kind, string Target, string AskedBy, DateTimeOffset? Accepted, DateTimeOffset? Done, ActionResult Result, string Detail,
    string? Replacement = null);

/// <summary>What came of asking for an action.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<StartKind>))]
public enum StartKind
{
    /// <summary>The platform accepted it.</summary>
    Accepted,

    /// <summary>Another operation is seen to run on the instance; that one is waited for.</summary>
    Attached,

    /// <summary>The platform finished an operation on the instance since it was asked for: an earlier delivery of this activity did it.</summary>
    AlreadyDone,

    /// <summary>The decision has grown old, and the instance is well by now.</summary>
    NotNeeded,

    /// <summary>The platform cannot take it now (throttled, busy, or out of reach); ask again later.</summary>
    NotNow,

    /// <summary>The platform refused.</summary>
    Refused,

    /// <summary>The instance is not there any more.</summary>
    Gone,
}

/// <summary>The platform's answer to the request for an action.</summary>
/// <param name="Kind">What came of it.</param>
/// <param name="StatusUrl">Where its progress can be read; null when there is no such place.</param>
/// <param name="RetryAfter">For <see cref="StartKind.NotNow"/>: how long to wait.</param>
/// <param name="Detail">One sentence.</param>
public sealed record StartedOperation(StartKind Kind, string? StatusUrl, TimeSpan? RetryAfter, string Detail);

/// <summary>How an operation is getting on.</summary>
/// <param name="Result">Running, or how it ended.</param>
/// <param name="RetryAfter">How long the platform asks to wait before the next look; null when it does not say.</param>
/// <param name="Detail">One sentence.</param>
public sealed record OperationProgress(ActionResult Result, TimeSpan? RetryAfter, string Detail);
