using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Steadfast.Functions.Azure;
using Steadfast.Functions.Diagnosis;

namespace Steadfast.Functions.Database;

/// <summary>Looks at everything that tells of the database at once, each part with a deadline of its own.</summary>
public sealed class DatabaseObserver(
    WebTier webTier, DatabaseProbe probe, DatabaseServer server, DatabaseMetrics metrics, IOptions<StackOptions> stack, TimeProvider clock, ILogger<DatabaseObserver> log)
{
    /// <summary>One look. A part that cannot be read is unknown with its reason; nothing is thrown for it.</summary>
    /// <param name="askedBy">Who asks, for the log.</param>
    /// <param name="cancellation">Ends the look.</param>
    public async Task<DatabaseObservation> LookAsync(string askedBy, CancellationToken cancellation)
    {
        DateTimeOffset at = clock.GetUtcNow();
        var asking = Attempt("web servers", webTier.LookAsync, askedBy, cancellation);
        var probing = Attempt("greeting of the database", probe.AskAsync, askedBy, cancellation);
        var reading = Attempt("database server", server.ReadAsync, askedBy, cancellation);
        var measuring = Attempt("metrics of the database", metrics.ReadAsync, askedBy, cancellation);
        var (tier, greeting, shown, replication) = (await asking, await probing, await reading, await measuring);
        return new(
            at,
            tier.Value ?? WebTierView.Unread(tier.Problem!),
            greeting.Value ?? Reading.Unknown(greeting.Problem!),
            new(shown.Value, shown.Problem),
            new(replication.Value, replication.Problem),
            new[] { tier.RetryAfter, shown.RetryAfter, replication.RetryAfter }.Max());
    }

    private async Task<Part<T>> Attempt<T>(string what, Func<CancellationToken, Task<T>> read, string askedBy, CancellationToken cancellation)
        where T : class
    {
        using CancellationTokenSource deadline = new(stack.Value.ReadTimeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellation);
        try
        {
            return new(await read(either.Token), null, null);
        }
        catch (Exception failure) when (!cancellation.IsCancellationRequested)
        {
            // Whatever went wrong here, the other parts still tell something.
            log.PartUnreadable(askedBy, what, failure);
            ArmFailure why = ArmFailure.Of(failure);
            return new(null, $"the {what} could not be read ({why})", why.RetryAfter);
        }
    }

    private sealed record Part<T>(T? Value, string? Problem, TimeSpan? RetryAfter) where T : class;
}
