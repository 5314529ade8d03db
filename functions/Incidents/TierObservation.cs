using System.Text.Json.Serialization;
using Steadfast.Functions.Platform;

namespace Steadfast.Functions.Incidents;

/// <summary>Holds everything seen about the web tier at one moment. No judgement.</summary>
/// <param name="At">When the look began, UTC.</param>
/// <param name="Platform">Whether the scale set could be read; without it <paramref name="Instances"/> is empty.</param>
/// <param name="Instances">The instances that were asked for, or all of them.</param>
/// <param name="RetryAfter">How long the platform asks to wait before the next look; null when it does not.</param>
public sealed record TierObservation(
    DateTimeOffset At, CheckResult Platform, IReadOnlyList<InstanceObservation> Instances, TimeSpan? RetryAfter = null)
{
    // A replacement adds one. Where somebody else adds many at the same time, it finds one that serves among so many.
    private const int MaxNewInstances = 20;

    /// <summary>Gets the reading of deployments: good when none changes the scale set, bad while one does, or unknown.</summary>
    public CheckResult Deployment { get; init; } = CheckResult.Unknown("not looked at");

    /// <summary>
    /// Gets all instances, counted, when <see cref="Instances"/> holds only those that were asked for: a look at a hundred instances must
    /// not be a hundred times as long in the history of each of their incidents. Null when every instance is there.
    /// </summary>
    public Fleet? Counted { get; init; }

    /// <summary>
    /// Gets the state of the database by its own diagnosis; null when no instance of this look fails on it, or when it is not known.
    /// </summary>
    public DatabaseVerdict? Database { get; init; }

    /// <summary>
    /// Gets the count of further instances of which the number could not be read: as long as there is one, none is known to be missing.
    /// </summary>
    public int Unnamed { get; init; }

    /// <summary>Gets the state of the platform's own repairs of instances; unknown when it was not looked at.</summary>
    public RepairsState Repairs { get; init; }

    /// <summary>Counts all instances.</summary>
    public Fleet Fleet() => Counted ?? Incidents.Fleet.Of(Instances);

    /// <summary>Cuts the look down as far as it concerns one instance; the others are counted.</summary>
    public TierObservation About(string instanceId) =>
        this with { Instances = [.. Instances.Where(instance => instance.Id == instanceId)], Counted = Fleet() };

    /// <summary>Cuts the look down as far as it concerns one instance and those that were not known; the others are counted.</summary>
    /// <param name="known">Numbers of the instances that were there before.</param>
    /// <param name="target">Number of the instance; null for none.</param>
    public TierObservation Besides(IReadOnlyList<string> known, string? target)
    {
        HashSet<string> before = [.. known];
        IEnumerable<InstanceObservation> added = Instances.Where(instance => !before.Contains(instance.Id) && instance.Id != target)
            .Take(MaxNewInstances);
        return this with { Instances = [.. Instances.Where(instance => instance.Id == target), .. added], Counted = Fleet() };
    }
}

/// <summary>Holds everything seen about one instance.</summary>
/// <param name="Id">Number of the instance in the scale set.</param>
/// <param name="Zone">Availability zone, or null.</param>
/// <param name="Address">Private address, or null when it could not be read.</param>
/// <param name="ProvisioningState">As ARM names it.</param>
/// <param name="IsChanging">Whether the platform is working on the instance.</param>
/// <param name="Answered">Whether the instance gave an HTTP answer, good or not.</param>
/// <param name="Probe">The balancer's probe.</param>
/// <param name="Answer">What the instance answers when asked directly.</param>
/// <param name="Health">The health extension inside the machine.</param>
public sealed record InstanceObservation(
    string Id, string? Zone, string? Address, string ProvisioningState, bool IsChanging, bool Answered, CheckResult Probe,
    CheckResult Answer, CheckResult Health)
{
    /// <summary>Gets the instance's word on its database. That has no vote on whether the instance serves.</summary>
    public InstanceStatusReading Status { get; init; } = InstanceStatusReading.Unread("not looked at");

    /// <summary>Gets the power state of the machine, as the platform says it; null when it does not, or when it runs.</summary>
    public string? Off { get; init; }

    /// <summary>Gets the number of independent observers that say it serves.</summary>
    public int GoodVotes => Votes(Verdict.Good);

    /// <summary>Gets the number of independent observers that say it does not.</summary>
    public int BadVotes => Votes(Verdict.Bad);

    /// <summary>Sets how many observers must agree before anything is concluded: one alone may be the thing that is broken.</summary>
    public const int Agreement = 2;

    /// <summary>Tells whether the instance does not serve, by at least two observers.</summary>
    [JsonIgnore]
    public bool IsSick => BadVotes >= Agreement;

    /// <summary>Tells whether the instance serves, by at least two observers, and its own answer is not bad.</summary>
    [JsonIgnore]
    public bool IsWell => GoodVotes >= Agreement && Answer.Verdict != Verdict.Bad;

    // Counted for every instance as often as an incident looks at one: it makes no objects.
    private int Votes(Verdict verdict) => One(Probe, verdict) + One(Answer, verdict) + One(Health, verdict);

    private static int One(CheckResult reading, Verdict verdict) => reading.Verdict == verdict ? 1 : 0;
}

/// <summary>Carries the database's own diagnosis, as far as it matters for an instance that says it fails on the database.</summary>
/// <param name="Kind">How the database is.</param>
/// <param name="TakesWrites">Whether others write to it, by that diagnosis: then it is not what the instance fails on.</param>
/// <param name="Evidence">Why it is diagnosed so.</param>
public sealed record DatabaseVerdict(FailureKind Kind, bool TakesWrites, string Evidence);

/// <summary>Counts the instances of a scale set.</summary>
/// <param name="Total">How many there are.</param>
/// <param name="Sick">How many do not serve, by at least two observers.</param>
/// <param name="Zones">The same for each zone; empty when the set has no zones.</param>
public sealed record Fleet(int Total, int Sick, IReadOnlyList<ZoneCount> Zones)
{
    /// <summary>
    /// Gets the number of instances that are seen to serve. One that is starting, or of which too little is known, is neither sick nor
    /// well.
    /// </summary>
    public int Well { get; init; }

    /// <summary>Counts the instances.</summary>
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

/// <summary>Counts the instances of one zone.</summary>
/// <param name="Zone">The zone.</param>
/// <param name="Total">How many there are.</param>
/// <param name="Sick">How many do not serve.</param>
public sealed record ZoneCount(string Zone, int Total, int Sick);
