using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Monitor.Query;
using Azure.ResourceManager;

namespace Steadfast.Functions.Platform;

/// <summary>Makes the options that bound and repeat calls to Azure Resource Manager and Azure Monitor.</summary>
public static class ArmOptions
{
    // A call that hangs ends after it, as it is not repeated: an activity has 45 s (ActivityDeadline) for all of its calls.
    private static readonly TimeSpan MaxCall = TimeSpan.FromSeconds(15);

    /// <summary>Makes the options of every ARM client: short calls, and throttling left to the caller.</summary>
    /// <param name="cloud">The cloud; null for the public one.</param>
    public static ArmClientOptions Create(ArmEnvironment? cloud = null) => Bounded(new ArmClientOptions { Environment = cloud });

    /// <summary>Makes the same for metrics.</summary>
    public static MetricsQueryClientOptions CreateForMetrics(ArmEnvironment cloud) =>
        Bounded(new MetricsQueryClientOptions { Audience = new MetricsQueryAudience(cloud.Audience) });

    private static T Bounded<T>(T options) where T : ClientOptions
    {
        options.RetryPolicy = new LeaveThrottlingToCaller();
        options.Retry.NetworkTimeout = MaxCall;
        return options;
    }
}

/// <summary>
/// Repeats reads after transient failures as the SDK does, but nothing that may change anything: whether a request without an answer was
/// carried out is for the caller to see, and to repeat it blindly might do its work twice. A read that hangs is not repeated either: it has
/// taken a third of an activity's time already, and whoever reads looks again soon. Throttling is handed to the caller too: a
/// Retry-After may be minutes, and waiting is the work of a durable timer, not of an activity that holds a thread and dies with its host.
/// </summary>
/// <param name="pauses">How long it waits before a second try; null for what the SDK waits.</param>
public class LeaveThrottlingToCaller(DelayStrategy? pauses = null) : RetryPolicy(maxRetries: 2, pauses)
{
    private const int TooManyRequests = 429;

    // As long as the SDK itself would wait before its second try.
    private static readonly TimeSpan MaxPause = TimeSpan.FromSeconds(2);

    /// <inheritdoc/>
    protected override bool ShouldRetry(HttpMessage message, Exception? exception) =>
        !IsForCaller(message, exception) && base.ShouldRetry(message, exception);

    /// <inheritdoc/>
    protected override ValueTask<bool> ShouldRetryAsync(HttpMessage message, Exception? exception)
    {
        if (IsForCaller(message, exception))
        {
            return ValueTask.FromResult(false);
        }

        return base.ShouldRetryAsync(message, exception);
    }

    private static bool IsForCaller(HttpMessage message, Exception? exception) =>
        exception is OperationCanceledException
        || (message.Request.Method != RequestMethod.Get && message.Request.Method != RequestMethod.Head)
        || (message.HasResponse && (message.Response.Status == TooManyRequests || ArmFailure.PauseOf(message.Response) > MaxPause));
}
