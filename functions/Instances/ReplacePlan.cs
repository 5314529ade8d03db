using Steadfast.Functions.Guard;
using Steadfast.Functions.Incidents;

namespace Steadfast.Functions.Instances;

/// <summary>Sets the bounds of a replacement.</summary>
/// <param name="Target">Number of the instance that goes.</param>
/// <param name="AskedBy">Who or what asks, for the record.</param>
/// <param name="Limits">Deadlines and intervals.</param>
/// <param name="SeenAt">When what it was decided on was seen, UTC.</param>
/// <param name="Observe">Looks at the target as it is now, and at every instance that is not among those that it is given.</param>
internal sealed record ReplacePlan(
    string Target, string AskedBy, RecoveryOptions Limits, HeldPermit Permit, DateTime SeenAt,
    Func<IReadOnlyList<string>, Task<TierObservation>> Observe);
