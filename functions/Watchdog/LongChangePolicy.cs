using Steadfast.Functions.Incidents;

namespace Steadfast.Functions.Watchdog;

/// <summary>
/// Bounds the time for which an instance is left to the platform that changes it: by a rolling upgrade, or by an operation on it. What does
/// not serve for so long has an incident, which waits a while longer and then tells a person what to do. Pure.
/// </summary>
internal static class LongChangePolicy
{
    /// <summary>Computes the memory after one more look.</summary>
    public static WatchedTarget After(WatchedTarget known, FailureKind kind, TierObservation seen)
    {
        if (kind == FailureKind.Healthy || seen.Instances.Any(instance => instance.Id == known.Target && instance.IsWell))
        {
            return known with { ChangingSince = null, IsChangeTold = false };
        }

        if (kind is FailureKind.DeploymentInProgress or FailureKind.PlatformRecovering)
        {
            return known with { ChangingSince = known.ChangingSince ?? seen.At.UtcDateTime };
        }

        return known;
    }

    /// <summary>Tells whether an incident is opened now, once, for one that has none.</summary>
    public static bool IsDue(WatchedTarget target, DateTime now, WatchdogOptions options) =>
        !target.IsChangeTold && now - target.ChangingSince >= options.LongChange && !SicknessPolicy.HadIncident(target, now, options);
}
