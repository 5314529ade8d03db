using Microsoft.Extensions.Options;
using Steadfast.Functions.Incidents;

namespace Steadfast.Functions.Database;

/// <summary>One look at the database for everybody who wants one at the same time. Safe to call from anywhere.</summary>
public sealed class SharedDatabaseObservation(DatabaseObserver observer, IOptions<DatabaseOptions> options, TimeProvider clock)
{
    private readonly Lock _gate = new();
    private DateTimeOffset _began = DateTimeOffset.MinValue;
    private Task<DatabaseObservation>? _latest;

    /// <summary>The newest look if it is young enough, the one that is under way, or a new one.</summary>
    /// <param name="askedBy">Who asks, for the log.</param>
    /// <param name="notBefore">A look that began earlier does not count, UTC; null when any recent one will do.</param>
    /// <param name="cancellation">Ends the wait, not the look, for which others may be waiting.</param>
    public Task<DatabaseObservation> ObserveAsync(string askedBy, DateTime? notBefore, CancellationToken cancellation)
    {
        lock (_gate)
        {
            DateTimeOffset now = clock.GetUtcNow();
            bool isFresh = _latest is { IsFaulted: false, IsCanceled: false }
                && (notBefore is null || _began.UtcDateTime >= notBefore)
                && (!_latest.IsCompleted || (now - _began).Duration() <= options.Value.ObservationMaxAge);
            if (!isFresh)
            {
                _began = now;
                _latest = Task.Run(() => observer.ObserveAsync(askedBy, CancellationToken.None), CancellationToken.None);
            }

            return _latest!.WaitAsync(cancellation);
        }
    }
}
