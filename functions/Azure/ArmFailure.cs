using System.Globalization;
using System.Text.Json;
using Azure;

namespace Steadfast.Functions.Azure;

/// <summary>Why a call to the platform failed, in the same shape for an answer, a broken connection, a missing credential and a timeout.</summary>
/// <param name="Status">HTTP status; 0 when there was no answer.</param>
/// <param name="Code">ARM's error code, or the kind of failure.</param>
/// <param name="RetryAfter">How long the platform asks to wait; null when it does not.</param>
internal sealed record ArmFailure(int Status, string Code, TimeSpan? RetryAfter)
{
    private const string RetryAfterHeader = "Retry-After";
    private const int LongestCode = 80;

    /// <summary>Reads what the SDK threw. After several tries without an answer that is an aggregate.</summary>
    public static ArmFailure Of(Exception failure) => failure switch
    {
        RequestFailedException { Status: > 0 } refusal => new(refusal.Status, CodeOf(refusal), PauseOf(refusal.GetRawResponse())),
        RequestFailedException => new(0, "no answer", null),
        AggregateException { InnerExceptions: [var first, ..] } => Of(first),
        OperationCanceledException => new(0, "no answer in time", null),
        UnreadableAnswerException unreadable => new(0, unreadable.Message, null),
        // The SDK's own models, and whoever else expected something else.
        InvalidOperationException or FormatException or ArgumentException or KeyNotFoundException or JsonException or OverflowException or InvalidCastException =>
            new(0, "its answer cannot be read", null),
        _ => new(0, failure.GetType().Name, null),
    };

    /// <summary>The pause of a <c>Retry-After</c> in seconds; null when there is none, or none worth waiting for.</summary>
    public static TimeSpan? PauseOf(Response? response) =>
        response is not null && response.Headers.TryGetValue(RetryAfterHeader, out string? seconds)
            && int.TryParse(seconds, NumberStyles.None, CultureInfo.InvariantCulture, out int whole) && whole > 0 ? TimeSpan.FromSeconds(whole) : null;

    private static string CodeOf(RequestFailedException refusal) => refusal.ErrorCode is { } code && ShownText.Of(code, LongestCode) is { Length: > 0 } shown ? shown : "no code";

    /// <inheritdoc/>
    public override string ToString() => Status == 0 ? Code : $"{Status} {Code}";
}
