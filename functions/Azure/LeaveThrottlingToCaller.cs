using Azure.Core;
using Azure.Core.Pipeline;

namespace Steadfast.Functions.Azure;

/// <summary>
/// Retries transient failures as the SDK does, but hands 429 to the caller: a Retry-After may be minutes, and waiting is the work of a
/// durable timer, not of an activity that holds a thread and dies with its host.
/// </summary>
public sealed class LeaveThrottlingToCaller() : RetryPolicy(maxRetries: 2)
{
    /// <summary>Property of a message that is sent once, whatever comes: repeating it blindly might do its work twice.</summary>
    public const string Once = "Steadfast.Once";

    private const int TooManyRequests = 429;

    /// <inheritdoc/>
    protected override bool ShouldRetry(HttpMessage message, Exception? exception) =>
        !IsForCaller(message) && base.ShouldRetry(message, exception);

    /// <inheritdoc/>
    protected override ValueTask<bool> ShouldRetryAsync(HttpMessage message, Exception? exception) =>
        IsForCaller(message) ? ValueTask.FromResult(false) : base.ShouldRetryAsync(message, exception);

    private static bool IsForCaller(HttpMessage message) =>
        message.TryGetProperty(Once, out _) || (message.HasResponse && message.Response.Status == TooManyRequests);
}
