using Steadfast.Functions.Guard;
using Steadfast.Functions.Incidents;

namespace Steadfast.Functions.Instances;

/// <summary>Decides whether the instance that was replaced may be deleted. Pure.</summary>
internal static class ReplacementPolicy
{
    /// <summary>
    /// Returns why it must stay for now, as part of a sentence; null when it may go. It was found failing when the replacement was decided
    /// on; by the time that the new one serves it may serve again, and others may have failed.
    /// </summary>
    /// <param name="serving">The instances that serve, with the old one and the new one.</param>
    /// <param name="old">Number of the old instance.</param>
    public static string? WhyOldStays(ServingCount serving, string old, GuardOptions limits)
    {
        (int left, int total) = (serving.All - 1, serving.Total - 1);
        int floor = GuardLimits.Floor(total, limits);
        if (!serving.Target || left >= floor)
        {
            return null;
        }

        return $"instance {old} serves again, without it {left} of {total} instances would serve, and {floor} must";
    }
}
