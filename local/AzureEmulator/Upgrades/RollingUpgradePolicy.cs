namespace Steadfast.Local.AzureEmulator;

/// <summary>Shares in which a rolling upgrade goes through the set. The defaults are Azure's.</summary>
public sealed record RollingUpgradePolicy
{
    /// <summary>Share of the instances that is restarted at once; at least one is.</summary>
    public int MaxBatchInstancePercent { get; init; } = 20;

    /// <summary>Share of unhealthy instances in the set beyond which no further batch begins.</summary>
    public int MaxUnhealthyInstancePercent { get; init; } = 20;

    /// <summary>Share of unhealthy instances among those done beyond which no further batch begins.</summary>
    public int MaxUnhealthyUpgradedInstancePercent { get; init; } = 20;

    /// <summary>Rest between two batches.</summary>
    public TimeSpan PauseTimeBetweenBatches { get; init; } = TimeSpan.Zero;

    internal int BatchSize(int instances) => Math.Max(1, instances * MaxBatchInstancePercent / 100);

    /// <summary>Reason why no further batch may begin; null when one may.</summary>
    /// <param name="unhealthy">How many of them are unhealthy and not yet done.</param>
    internal OperationError? Breach(int instances, int unhealthy, int done, int failed)
    {
        if ((unhealthy + failed) * 100 > instances * MaxUnhealthyInstancePercent)
        {
            return new(
                "MaxUnhealthyInstancePercentExceededBeforeRollingUpgrade", $"{unhealthy + failed} of {instances} instances are unhealthy.");
        }

        return failed * 100 > done * MaxUnhealthyUpgradedInstancePercent
            ? new("MaxUnhealthyUpgradedInstancePercentExceededInRollingUpgrade", $"{failed} of {done} upgraded instances are unhealthy.")
            : null;
    }
}
