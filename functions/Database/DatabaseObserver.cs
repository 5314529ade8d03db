using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Steadfast.Functions.Incidents;
using Steadfast.Functions.Platform;

namespace Steadfast.Functions.Database;

/// <summary>Looks at everything that tells of the database at once, each part with a deadline of its own.</summary>
public sealed class DatabaseObserver(
    WebTier webTier, WriteProbe writer, DatabaseProbe probe, DatabaseServer server, DatabaseMetrics metrics, IOptions<StackOptions> stack,
    IOptionsMonitor<RecoveryOptions> recovery, TimeProvider clock, ILogger<DatabaseObserver> log)
{
    // Another web server each time: one that lies cannot be the only one that is asked.
    private int _trials;

    private readonly PartialReader _parts = new(stack, () => recovery.CurrentValue.MaxWait, clock, log);

    /// <summary>Looks once. A part that cannot be read is unknown with its reason; nothing is thrown for it.</summary>
    public async Task<DatabaseObservation> ObserveAsync(string askedBy, CancellationToken cancellation)
    {
        DateTimeOffset at = clock.GetUtcNow();
        var asking = _parts.ReadAsync("web servers", webTier.AskAsync, askedBy, cancellation);
        var probing = _parts.ReadAsync("greeting of the database", probe.AskAsync, askedBy, cancellation);
        var reading = _parts.ReadAsync("database server", server.ReadAsync, askedBy, cancellation);
        var measuring = _parts.ReadAsync("metrics of the database", metrics.ReadAsync, askedBy, cancellation);
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
        {
            Trial = await trying,
        };
    }

    // One write for each look, bounded in time by the probe.
    private async Task<WriteTrial?> TryAsync(IReadOnlyList<InstanceReport> answers, string askedBy, CancellationToken cancellation)
    {
        if (stack.Value.WriteTrialPath.Length == 0
            || WriteTrialPolicy.Choose(answers, Interlocked.Increment(ref _trials) & int.MaxValue) is not { } through)
        {
            return null;
        }

        var trial = await _parts.ReadAsync("trial write", ct => writer.TryAsync(through.Id, through.Address, ct), askedBy, cancellation);
        return trial.Value;
    }
}

/// <summary>Shares one look at the database among all who want one at the same time. Safe to call from anywhere.</summary>
public sealed class SharedDatabaseObservation(DatabaseObserver observer, IOptions<DatabaseOptions> options, TimeProvider clock)
{
    private readonly SharedReading<DatabaseObservation> _reading = new(clock);

    /// <summary>Returns the newest look if it is young enough, joins the one that is under way, or begins another.</summary>
    /// <param name="notBefore">A look that began earlier does not count, UTC; null when any recent one will do.</param>
    /// <param name="cancellation">Ends the wait, not the look, for which others may be waiting.</param>
    public Task<DatabaseObservation> ObserveAsync(string askedBy, DateTime? notBefore, CancellationToken cancellation) =>
        _reading.ReadAsync(
            () => observer.ObserveAsync(askedBy, CancellationToken.None), options.Value.ObservationMaxAge, notBefore, cancellation);

    /// <summary>
    /// Returns the newest look that has ended, for whoever only watches: without a wait, and another one is begun when it is older than
    /// that. Null before the first.
    /// </summary>
    public DatabaseObservation? Newest(string askedBy, TimeSpan maxAge) =>
        _reading.Newest(() => observer.ObserveAsync(askedBy, CancellationToken.None), maxAge);
}
