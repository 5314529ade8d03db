namespace Steadfast.Local.AzureEmulator;

/// <summary>Decides where new instances come and which ones a smaller capacity takes. Pure.</summary>
internal static class PlacementPolicy
{
    /// <summary>The zone with the fewest instances; of equals the first.</summary>
    public static string Zone(IReadOnlyList<string> zones, IEnumerable<string> taken)
    {
        var count = taken.CountBy(zone => zone).ToDictionary();
        return zones.MinBy(zone => count.GetValueOrDefault(zone)) ?? "";
    }

    /// <summary>
    /// The first address that nobody has, so that one who went soon has a successor at its address, as in a subnet; null: none is free.
    /// </summary>
    public static string? Address(IEnumerable<string> pool, IEnumerable<string> taken) => pool.Except(taken).FirstOrDefault();

    /// <summary>
    /// The documented default: keep the zones even, then take the newest, never one that is protected. Fewer than asked when there are no
    /// more.
    /// </summary>
    public static IReadOnlyList<Instance> ScaleIn(IReadOnlyList<Instance> instances, int count)
    {
        List<Instance> left = [.. instances];
        List<Instance> taken = [];
        while (taken.Count < count)
        {
            var zones = left.CountBy(instance => instance.Spec.Zone).ToDictionary();
            var next = left
                .Where(instance => instance.State.Protection is { FromScaleIn: false, FromScaleSetActions: false })
                .OrderByDescending(instance => zones[instance.Spec.Zone])
                .ThenByDescending(instance => instance.Spec.InstanceId, Comparer<string>.Create(ArmPage.Compare))
                .FirstOrDefault();
            if (next is null)
            {
                break;
            }

            left.Remove(next);
            taken.Add(next);
        }

        return taken;
    }
}
