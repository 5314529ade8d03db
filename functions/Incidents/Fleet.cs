namespace Steadfast.Functions.Incidents;

/// <summary>The instances of a scale set, counted.</summary>
/// <param name="Total">How many there are.</param>
/// <param name="Sick">How many do not serve, by at least two observers.</param>
/// <param name="Zones">The same for each zone; empty when the set has no zones.</param>
public sealed record Fleet(int Total, int Sick, IReadOnlyList<ZoneCount> Zones)
{
    /// <summary>
    /// Number of instances that are seen to serve. One that is starting, or of which too little is known, is neither sick nor well.
    /// </summary>
    public int Well { get; init; }

    /// <summary>Counts.</summary>
    public static Fleet Of(IReadOnlyList<InstanceObservation> instances) => new(
        instances.Count,
        instances.Count(instance => instance.IsSick),
        [.. instances.Where(instance => instance.Zone is not null)
            .GroupBy(instance => instance.Zone!)
            .OrderBy(zone => zone.Key, StringComparer.Ordinal)
            .Select(zone => new ZoneCount(zone.Key, zone.Count(), zone.Count(instance => instance.IsSick)))])
    {
        Well = instances.Count(instance => instance.IsWell),
    };
}

/// <summary>The instances of one zone, counted.</summary>
/// <param name="Zone">The zone.</param>
/// <param name="Total">How many there are.</param>
/// <param name="Sick">How many do not serve.</param>
public sealed record ZoneCount(string Zone, int Total, int Sick);
