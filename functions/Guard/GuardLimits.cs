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

    /// <summary>Tells whether an action is about one instance. Storm, budget and floor are about instances alone.</summary>
    /// <param name="action">"restart", "reimage", "replace", "failover".</param>
    public static bool IsOfInstance(string action) => action is "restart" or "reimage" or "replace";

    /// <summary>Tells whether an action takes a serving instance away for a while. A replacement adds one first.</summary>
    /// <param name="action">"restart", "reimage", "replace", "failover".</param>
    public static bool TakesDown(string action) => action is "restart" or "reimage";
}
