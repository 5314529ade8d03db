using Microsoft.Azure.Functions.Worker;
using Steadfast.Functions.Incidents;

namespace Steadfast.Functions.Instances;

/// <summary>Gathers an <see cref="TierObservation"/>.</summary>
public sealed class ObservationActivities(InstanceObserver look)
{
    /// <summary>Input of <see cref="Observe"/>.</summary>
    /// <param name="AskedBy">The incident that asks, for the log.</param>
    /// <param name="Target">The instance that it is about; null for all of them.</param>
    /// <param name="NotBefore">A look that began earlier does not count, UTC: what was done since must be seen. Null when any recent one will do.</param>
    public sealed record ObserveInput(string AskedBy, string? Target = null, DateTime? NotBefore = null);

    /// <summary>Looks at the whole web tier and at the automatic repairs. A part that cannot be read in time is unknown with its reason; this activity does not fail for it.</summary>
    /// <param name="input">Who asks, and about what.</param>
    /// <param name="cancellation">Ends the wait.</param>
    [Function(nameof(Observe))]
    public Task<TierObservation> Observe([ActivityTrigger] ObserveInput input, CancellationToken cancellation) =>
        look.ObserveAsync(input.AskedBy, input.Target, input.NotBefore, cancellation);
}
