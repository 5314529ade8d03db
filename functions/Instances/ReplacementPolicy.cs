using Steadfast.Functions.Guard;
using Steadfast.Functions.Incidents;
using Steadfast.Functions.Platform;

namespace Steadfast.Functions.Instances;

/// <summary>Decides whether the instance that was replaced may be deleted. Pure.</summary>
internal static class ReplacementPolicy
{
    /// <summary>
    /// Returns why it must stay for now, as part of a sentence; null when it may go. It was found failing when the replacement was decided
    /// on; by the time that the new one serves it may serve again, and others may have failed.
    /// </summary>
    /// <param name="seen">The newest look, with the old one and the new one.</param>
    /// <param name="old">Number of the old instance.</param>
    /// <param name="wanted">Number of instances that there should be, without the one that was added.</param>
    public static string? WhyOldStays(TierObservation seen, string old, int wanted, GuardOptions limits)
    {
        // One that another repair has just taken down may still look well. Others are in repair at the same time only by force, or where
        // there are ten or more.
        InstanceObservation? target = seen.Instances.FirstOrDefault(instance => instance.Id == old);
        Fleet fleet = seen.Fleet();
        int left = fleet.Well - (target is { IsWell: true } ? 1 : 0);
        int total = Math.Max(fleet.Total - 1, wanted);
        int floor = GuardLimits.Floor(total, limits);
        if (left >= floor || !MayServe(target))
        {
            return null;
        }

        return $"instance {old} may serve; without it only {left} of {total} instances would serve, and at least {floor} must";
    }

    // Nothing brings a deleted instance back: one of which too little is known counts as one that serves.
    private static bool MayServe(InstanceObservation? target) => target is not { IsSick: true } || target.Answer.Verdict == Verdict.Good;
}
