using System.Diagnostics;
using System.Text.Json.Serialization;
using Microsoft.Azure.Functions.Worker;
using Steadfast.Functions.Incidents;
using Steadfast.Functions.Telemetry;

namespace Steadfast.Functions.Instances;

/// <summary>Gathers a <see cref="TierObservation"/>.</summary>
public sealed class ObservationActivities(InstanceObserver look)
{
    /// <summary>Carries the input of <see cref="Observe"/>.</summary>
    /// <param name="AskedBy">The incident that asks, for the log.</param>
    /// <param name="Target">The instance that it is about; null for all of them.</param>
    /// <param name="NotBefore">A look that began earlier does not count, UTC: what was done since must be seen. Null when any recent one
    /// will do.</param>
    public sealed record ObserveInput(string AskedBy, string? Target = null, DateTime? NotBefore = null) : TracedInput
    {
        /// <summary>
        /// Gets the instances that are only counted, but for the target: a replacement looks for those that are not among them. Null: none
        /// is left out.
        /// </summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public IReadOnlyList<string>? Known { get; init; }
    }

    /// <summary>
    /// Looks at the whole web tier and at the automatic repairs. A part that cannot be read in time is unknown with its reason; this
    /// activity does not fail for it.
    /// </summary>
    [Function(nameof(Observe))]
    public async Task<TierObservation> Observe([ActivityTrigger] ObserveInput input, CancellationToken cancellation)
    {
        using Activity? span = Spans.Start(SpanNames.Observe, input.Trace);
        span?.With(AttributeNames.Incident, input.AskedBy).With(AttributeNames.Target, input.Target);
        string? target = input.Known is null ? input.Target : null;
        return PartOf(await look.ObserveAsync(input.AskedBy, target, input.NotBefore, cancellation), input);
    }

    /// <summary>Takes the part that is asked for out of a look at all instances.</summary>
    internal static TierObservation PartOf(TierObservation seen, ObserveInput input) => input switch
    {
        { Known: { } known } => seen.Besides(known, input.Target),
        { Target: { } target } => seen.About(target),
        _ => seen,
    };
}
