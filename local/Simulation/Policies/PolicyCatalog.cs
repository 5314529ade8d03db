namespace Steadfast.Local.Simulation.Policies;

/// <summary>The policies that are compared.</summary>
internal static class PolicyCatalog
{
    /// <summary>Steadfast first, then what others do, then Steadfast without one rule each.</summary>
    public static IReadOnlyList<IPolicy> All { get; } =
        [SteadfastPolicy.Whole, new PlatformPolicy(), new RestartOnAlert(), new NoPolicy(), .. Ablations.All];
}
