using Polly;
using Polly.Retry;

namespace Steadfast.WebApp.Database;

/// <summary>The deadline of a request to the database, how many run at once, and when one is tried again. Measured under the meter <c>Polly</c>.</summary>
internal static class DatabaseResilience
{
    /// <summary>Name of the pipeline with the time that a request may take.</summary>
    public const string Deadline = "database";

    /// <summary>Name of the pipeline with the places and the tries of reads.</summary>
    public const string Reads = "database-reads";

    /// <summary>Name of the pipeline with the places and the tries of writes.</summary>
    public const string Writes = "database-writes";

    /// <summary>Key of the tries so far, in the context of a run.</summary>
    public static readonly ResiliencePropertyKey<Attempts> Attempts = new("attempts");

    /// <summary>Registers the pipelines.</summary>
    public static void AddDatabaseResilience(this IServiceCollection services, DatabaseLimits limits)
    {
        services.AddResiliencePipeline(Deadline, (pipeline, _) => pipeline.AddTimeout(limits.Deadline));
        foreach (string name in (string[])[Reads, Writes])
        {
            services.AddResiliencePipeline(name, (pipeline, _) => pipeline
                // A place is held through all tries: what waits longest is served first when the trouble is over.
                .AddConcurrencyLimiter(limits.Connections, limits.Queue)
                .AddRetry(Retry(limits)));
        }
    }

    private static RetryStrategyOptions Retry(DatabaseLimits limits) => new()
    {
        // The deadline ends them.
        MaxRetryAttempts = int.MaxValue,
        ShouldHandle = static tried => ValueTask.FromResult(
            tried.Outcome.Exception is DatabaseFailureException failure && MayTryAgain(failure, tried.Context)),
        // The fault may be the old connection's alone; a new one tells, and that needs no waiting.
        DelayGenerator = tried => ValueTask.FromResult<TimeSpan?>(
            tried.Outcome.Exception is DatabaseFailureException { IsOfOldConnection: true } ? TimeSpan.Zero : limits.Pause),
    };

    private static bool MayTryAgain(DatabaseFailureException failure, ResilienceContext context) =>
        failure.IsOfOldConnection
        || (context.Properties.TryGetValue(Attempts, out var attempts) && attempts.IsPatient && FailurePolicy.MayPass(failure.Kind));
}
