namespace Steadfast.Functions.Guard;

/// <summary>The numbers behind the limits, for any number of instances. Pure.</summary>
public static class GuardLimits
{
    /// <summary>Number of instances that may be in repair at once: the share, rounded down, and always one.</summary>
    public static int Budget(int total, GuardOptions limits) => Math.Max(1, total * limits.MaxPercentInRepair / 100);

    /// <summary>Number of instances that must go on serving: the share, rounded up.</summary>
    public static int Floor(int total, GuardOptions limits) => ((total * limits.FloorPercent) + 99) / 100;

    /// <summary>Tells whether so many sick ones are a storm: at least two, and more than half.</summary>
    /// <param name="sick">How many do not serve.</param>
    public static bool IsStorm(int sick, int total) => sick >= 2 && sick * 2 > total;
}
