using Azure;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;
using Polly.Timeout;

namespace Steadfast.WebApp.Files;

/// <summary>Time that a request to the storage may take, when it is tried again, and how many uploads run at once. Measured under the meter <c>Polly</c>.</summary>
internal static class FilesBounds
{
    /// <summary>Name of the pipeline of one request to the storage.</summary>
    public const string Requests = "files";

    /// <summary>Name of the pipeline of a whole upload, which takes as long as its client does.</summary>
    public const string Uploads = "file-uploads";

    /// <summary>Time for the next bytes of a file that is being read. 2 s.</summary>
    public static readonly TimeSpan NextBytes = TimeSpan.FromSeconds(2);

    private const int UploadsAtOnce = 16;
    private const int UploadsWaiting = 32;
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(1.8);
    private static readonly TimeSpan OneTry = TimeSpan.FromSeconds(0.8);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(40);
    private static readonly TimeSpan Break = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan UploadDeadline = TimeSpan.FromMinutes(2);

    /// <summary>Registers the pipelines.</summary>
    public static void AddFilesBounds(this IServiceCollection services)
    {
        services.AddResiliencePipeline(Requests, static (pipeline, _) => pipeline
            .AddTimeout(Deadline)
            .AddRetry(new RetryStrategyOptions
            {
                MaxRetryAttempts = 2,
                Delay = Pause,
                ShouldHandle = static asked => ValueTask.FromResult(
                    asked.Outcome.Exception is { } failure and not BrokenCircuitException && IsAway(failure) && !IsGivenUp(asked.Context)),
            })
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions
            {
                FailureRatio = 0.5,
                MinimumThroughput = 3,
                SamplingDuration = Break * 4,
                BreakDuration = Break,
                ShouldHandle = static asked => ValueTask.FromResult(
                    asked.Outcome.Exception is { } failure && IsAway(failure) && !IsGivenUp(asked.Context)),
            })
            .AddTimeout(OneTry));
        services.AddResiliencePipeline(Uploads, static (pipeline, _) => pipeline
            .AddConcurrencyLimiter(UploadsAtOnce, UploadsWaiting)
            .AddTimeout(UploadDeadline));
    }

    /// <summary>True when a failure says that the storage cannot be used, and not that a request was wrong.</summary>
    public static bool IsAway(Exception failure) => failure switch
    {
        RequestFailedException { Status: 0 or 401 or 403 or 408 or 429 or >= 500 } => true,
        // The container is made with the stack: without it there is no storage.
        RequestFailedException { ErrorCode: "ContainerNotFound" or "ContainerBeingDeleted" } => true,
        RequestFailedException => false,
        TimeoutRejectedException or BrokenCircuitException or IOException or HttpRequestException => true,
        // The client of the storage ends a request of its own accord with this one. Whoever asks says whether it was the caller.
        OperationCanceledException or TimeoutException => true,
        Azure.Identity.AuthenticationFailedException or AggregateException => true,
        _ => false,
    };

    // Says nothing about the storage.
    private static bool IsGivenUp(ResilienceContext context) => context.CancellationToken.IsCancellationRequested;
}
