using Microsoft.Extensions.Options;
using Steadfast.Functions.Incidents;
using Steadfast.Functions.Platform;

namespace Steadfast.Functions.Database;

/// <summary>One look at the database for everybody who wants one at the same time. Safe to call from anywhere.</summary>
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
