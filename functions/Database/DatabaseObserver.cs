using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Steadfast.Functions.Incidents;
using Steadfast.Functions.Platform;

namespace Steadfast.Functions.Database;

/// <summary>Looks at everything that tells of the database at once, each part with a deadline of its own.</summary>
public sealed class DatabaseObserver(
    WebTier webTier, WriteProbe writer, DatabaseProbe probe, DatabaseServer server, DatabaseMetrics metrics, IOptions<StackOptions> stack, TimeProvider clock, ILogger<DatabaseObserver> log)
{
    // Another web server each time: one that lies cannot be the only one that is asked.
    private int _trials;

    private readonly ReadPauses _pauses = new(clock);

    /// <summary>One look. A part that cannot be read is unknown with its reason; nothing is thrown for it.</summary>
    /// <param name="askedBy">Who asks, for the log.</param>
    /// <param name="cancellation">Ends the look.</param>
    public async Task<DatabaseObservation> ObserveAsync(string askedBy, CancellationToken cancellation)
    {
        DateTimeOffset at = clock.GetUtcNow();
        var asking = Attempt("web servers", webTier.AskAsync, askedBy, cancellation);
        var probing = Attempt("greeting of the database", probe.AskAsync, askedBy, cancellation);
        var reading = Attempt("database server", server.ReadAsync, askedBy, cancellation);
        var measuring = Attempt("metrics of the database", metrics.ReadAsync, askedBy, cancellation);
        var tier = await asking;
        Task<WriteTrial?> trying = TryAsync(tier.Value ?? [], askedBy, cancellation);
        var (greeting, shown, replication) = (await probing, await reading, await measuring);
        return new(
            at,
            tier.Value is { } answers ? WebTierView.Of(answers) : WebTierView.Unread(tier.Problem!),
            greeting.Value ?? CheckResult.Unknown(greeting.Problem!),
            new(shown.Value, shown.Problem),
            new(replication.Value, replication.Problem),
            shown.RetryAfter)
        { Trial = await trying };
    }

    // One write for each look, bounded in time by the probe.
    private async Task<WriteTrial?> TryAsync(IReadOnlyList<InstanceReport> answers, string askedBy, CancellationToken cancellation) =>
        stack.Value.WriteTrialPath.Length > 0 && WriteTrialPolicy.Choose(answers, Interlocked.Increment(ref _trials) & int.MaxValue) is { } through
            ? (await Attempt("trial write", ct => writer.TryAsync(through.Id, through.Address, ct), askedBy, cancellation)).Value
            : null;

    private async Task<Part<T>> Attempt<T>(string what, Func<CancellationToken, Task<T>> read, string askedBy, CancellationToken cancellation)
        where T : class
    {
        if (_pauses.Left(what) is { } left)
        {
            return new(null, $"the {what} could not be read (the platform asks to wait)", left);
        }

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
            _pauses.Note(what, why.RetryAfter);
            return new(null, $"the {what} could not be read ({why})", why.RetryAfter);
        }
    }

    private sealed record Part<T>(T? Value, string? Problem, TimeSpan? RetryAfter) where T : class;
}
