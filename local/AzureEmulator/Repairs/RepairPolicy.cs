namespace Steadfast.Local.AzureEmulator;

/// <summary>Selects the instance that automatic repairs repair next. Pure: no clock, so every rule is a row in a test.</summary>
internal static class RepairPolicy
{
    /// <summary>The instances to repair now, those that have waited longest first.</summary>
    public static IReadOnlyList<Instance> Choose(
        IReadOnlyList<(Instance Instance, InstanceState State)> instances, int running, TimeSpan grace, DateTimeOffset now)
    {
        // Documented: at most one in twenty at once, and one in a smaller set.
        var room = Math.Max(1, instances.Count / 20) - running;
        return [.. instances
            .Where(one => IsDue(one.State, grace, now))
            .OrderBy(one => one.State.Provisioning.Since)
            .Take(Math.Max(0, room))
            .Select(one => one.Instance)];
    }

    /// <summary>
    /// Running and unhealthy, not protected, in no operation, well provisioned, and left alone for the grace period since the last change
    /// of its state.
    /// </summary>
    public static bool IsDue(InstanceState state, TimeSpan grace, DateTimeOffset now) =>
        // A machine that somebody has stopped says nothing about its health.
        state is { Power.Value: InstancePower.Running, Health.Value: "unhealthy", Provisioning.Value: "succeeded", RunningOperation: null }
        && state.Protection == InstanceProtection.None
        && now - state.Provisioning.Since >= grace;
}
