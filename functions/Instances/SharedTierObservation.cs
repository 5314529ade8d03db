using Microsoft.Extensions.Options;
using Steadfast.Functions.Incidents;
using Steadfast.Functions.Platform;

namespace Steadfast.Functions.Instances;

/// <summary>
/// One look for everybody who wants one at the same time. A hundred open incidents would otherwise ask the platform for the same list a
/// hundred times, and be throttled. Safe to call from anywhere.
/// </summary>
/// <param name="observer">Looks.</param>
/// <param name="stack">Says how old a look may be.</param>
/// <param name="clock">Tells the time.</param>
public sealed class SharedTierObservation(TierObserver observer, IOptions<StackOptions> stack, TimeProvider clock)
{
    private readonly Lock _gate = new();
    private DateTimeOffset _began = DateTimeOffset.MinValue;
    private Task<TierObservation>? _latest;

    /// <summary>The newest look if it is young enough, the one that is under way, or a new one.</summary>
    /// <param name="askedBy">Who asks, for the log.</param>
    /// <param name="notBefore">A look that began earlier does not count, UTC; null when any will do.</param>
    /// <param name="cancellation">Ends the wait, not the look, for which others may be waiting.</param>
    public Task<TierObservation> ObserveAsync(string askedBy, DateTime? notBefore, CancellationToken cancellation)
    {
        lock (_gate)
        {
            DateTimeOffset now = clock.GetUtcNow();
            bool isFresh = _latest is { IsFaulted: false, IsCanceled: false }
                && (notBefore is null || _began.UtcDateTime >= notBefore)
                && (!_latest.IsCompleted || (now - _began).Duration() <= stack.Value.ObservationMaxAge);
            if (!isFresh)
            {
                _began = now;
                _latest = Task.Run(() => observer.ObserveAsync(askedBy, CancellationToken.None), CancellationToken.None);
            }

            return _latest!.WaitAsync(cancellation);
        }
    }
}
