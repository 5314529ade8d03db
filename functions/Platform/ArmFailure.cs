using System.Globalization;
using System.Text.Json;
using Azure;
using Azure.Identity;

namespace Steadfast.Functions.Platform;

/// <summary>
/// Tells why a call to the platform failed, in the same shape for an answer, a broken connection, a missing credential and a timeout.
/// </summary>
/// <param name="Status">HTTP status; 0 when there was no answer.</param>
/// <param name="Code">ARM's error code, or the kind of failure.</param>
/// <param name="RetryAfter">How long the platform asks to wait, see <see cref="PauseOf"/>; null when it does not.</param>
internal sealed record ArmFailure(int Status, string Code, TimeSpan? RetryAfter)
{
    // Far beyond every wait there is; what asks for more asks for nothing that could be computed with.
    private static readonly TimeSpan MaxRetryAfter = TimeSpan.FromDays(30);

    private const string RetryAfterHeader = "Retry-After";
    private const int MaxCode = 80;

    /// <summary>Gets the meaning of the code; null when it is not in the table.</summary>
    public ArmRefusal? Refusal { get; private init; }

    /// <summary>Tells whether the resource itself is said not to be there, and not what it belongs to.</summary>
    public bool IsGone => Status == 404 && Refusal?.Code is null or "ResourceNotFound";

    /// <summary>
    /// Tells whether only the target itself shows what became of a request: something is in its way, or it may have been accepted all the
    /// same.
    /// </summary>
    public bool LeavesOutcomeUnknown => Status is 0 or 408 or 409 or >= 500;

    /// <summary>
    /// Tells whether a request that changes something may have been carried out, and nothing that is seen right after can say that it was
    /// not: views lag. A 503 is a refusal: whoever gives it is too busy to begin.
    /// </summary>
    public bool MayHaveBegun => !WasNotSent && Status is 0 or 408 or (>= 500 and not 503);

    /// <summary>Gets whether the request never left: no connection came about, or no token could be had for it.</summary>
    public bool WasNotSent { get; private init; }

    /// <summary>Reads what the SDK threw. After several tries without an answer that is an aggregate.</summary>
    public static ArmFailure Of(Exception failure) => failure switch
    {
        RequestFailedException { Status: > 0 } refusal =>
            new(refusal.Status, CodeOf(refusal), PauseOf(refusal.GetRawResponse())) { Refusal = RefusalOf(refusal) },
        RequestFailedException { InnerException: HttpRequestException { HttpRequestError: var error } } =>
            new(0, "no answer", null) { WasNotSent = IsOfConnecting(error) },
        RequestFailedException => new(0, "no answer", null),
        AuthenticationFailedException => new(0, failure.GetType().Name, null) { WasNotSent = true },
        AggregateException { InnerExceptions: [var first, ..] } => Of(first),
        OperationCanceledException => new(0, "no answer in time", null),
        UnreadableAnswerException unreadable => new(0, unreadable.Message, null),
        // The SDK's own models, and whoever else expected something else.
        InvalidOperationException
            or FormatException or ArgumentException or KeyNotFoundException or JsonException or OverflowException or InvalidCastException =>
            new(0, "its answer cannot be read", null),
        _ => new(0, failure.GetType().Name, null),
    };

    /// <summary>
    /// Reads the pause that an answer asks for, in seconds or until a date. Null when it asks for none, or for one that is none: negative,
    /// over already, or unreadable. How long is really waited is for the caller, and bounded by the longest wait.
    /// </summary>
    public static TimeSpan? PauseOf(Response? response)
    {
        if (response is null || !response.Headers.TryGetValue(RetryAfterHeader, out string? asked))
        {
            return null;
        }

        TimeSpan? pause = Seconds(asked) ?? Until(asked, response.Headers.Date);
        if (pause > MaxRetryAfter)
        {
            return MaxRetryAfter;
        }

        return pause > TimeSpan.Zero ? pause : null;
    }

    /// <inheritdoc/>
    public override string ToString() => Status == 0 ? Code : $"{Status} {Code}";

    private static bool IsOfConnecting(HttpRequestError error) => error is HttpRequestError.NameResolutionError
        or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError;

    private static TimeSpan? Seconds(string asked)
    {
        if (!double.TryParse(asked, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double seconds)
            || !double.IsFinite(seconds))
        {
            return null;
        }

        return TimeSpan.FromSeconds(Math.Min(seconds, MaxRetryAfter.TotalSeconds));
    }

    // By the clock of whoever answered; without that a date tells nothing.
    private static TimeSpan? Until(string asked, DateTimeOffset? now)
    {
        if (!DateTimeOffset.TryParseExact(
            asked, "r", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset date))
        {
            return null;
        }

        return date - now;
    }

    private static string CodeOf(RequestFailedException refusal) => DisplayText.OrNull(refusal.ErrorCode, MaxCode) ?? "no code";

    private static ArmRefusal? RefusalOf(RequestFailedException refusal)
    {
        if (refusal.GetRawResponse() is { ContentStream: MemoryStream } answer && JsonPart.Read(answer.Content.ToMemory()) is { } body)
        {
            return ArmRefusals.Of(body);
        }

        return ArmRefusals.Of([refusal.ErrorCode ?? ""], refusal.Message);
    }
}
