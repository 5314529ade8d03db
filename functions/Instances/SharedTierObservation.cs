using Microsoft.Extensions.Options;
using Steadfast.Functions.Incidents;
using Steadfast.Functions.Platform;

namespace Steadfast.Functions.Instances;

/// <summary>
/// One look for everybody who wants one at the same time. A hundred open incidents would otherwise ask the platform for the same list a
/// hundred times, and be throttled. Safe to call from anywhere.
/// </summary>
public sealed class SharedTierObservation(TierObserver observer, IOptions<StackOptions> stack, TimeProvider clock)
{
    private readonly SharedReading<TierObservation> _reading = new(clock);

    /// <summary>Returns the newest look if it is young enough, joins the one that is under way, or begins another.</summary>
    /// <param name="notBefore">A look that began earlier does not count, UTC; null when any recent one will do.</param>
    /// <param name="cancellation">Ends the wait, not the look, for which others may be waiting.</param>
    public Task<TierObservation> ObserveAsync(string askedBy, DateTime? notBefore, CancellationToken cancellation) =>
        _reading.ReadAsync(
            () => observer.ObserveAsync(askedBy, CancellationToken.None), stack.Value.ObservationMaxAge, notBefore, cancellation);

    /// <summary>
    /// Returns the newest look that has ended, for whoever only watches: without a wait, and another one is begun when it is older than
    /// that. Null before the first.
    /// </summary>
    public TierObservation? Newest(string askedBy, TimeSpan maxAge) =>
        _reading.Newest(() => observer.ObserveAsync(askedBy, CancellationToken.None), maxAge);
}
