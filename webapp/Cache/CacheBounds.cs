using Polly;
using Polly.CircuitBreaker;
using Polly.Timeout;

namespace Steadfast.WebApp.Cache;

/// <summary>Bounds of what the cache may cost a request: a few milliseconds, and nothing at all once it is known to be away. Measured under the meter <c>Polly</c>.</summary>
internal static class CacheBounds
{
    /// <summary>Name of the pipeline.</summary>
    public const string Name = "cache";

    /// <summary>Time for one question. A read asks three at most, the version, the answer and the keeping of another one, and so adds 45 ms at most.</summary>
    private static readonly TimeSpan OneQuestion = TimeSpan.FromMilliseconds(15);

    private static readonly TimeSpan HalfASecond = TimeSpan.FromSeconds(0.5);

    /// <summary>Registers the pipeline.</summary>
    public static void AddCacheBounds(this IServiceCollection services) => services.AddResiliencePipeline(Name, static (pipeline, _) => pipeline
        .AddCircuitBreaker(new CircuitBreakerStrategyOptions
        {
            FailureRatio = 0.1,
            MinimumThroughput = 3,
            SamplingDuration = HalfASecond,
            BreakDuration = HalfASecond,
            ShouldHandle = static asked => ValueTask.FromResult(asked.Outcome.Exception is not null),
        })
        .AddTimeout(new TimeoutStrategyOptions { Timeout = OneQuestion }));
}
