using Steadfast.Local.AzureEmulator;
using Steadfast.Local.Simulation.Models;
using Steadfast.Local.Simulation.Worlds;

namespace Steadfast.Local.Simulation.Verdicts;

/// <summary>A time in which something did not serve.</summary>
/// <param name="What">Number of the instance, "database", or <see cref="Missing"/> and a number.</param>
/// <param name="From">Since when.</param>
/// <param name="Until">Until when; null at the end of the world.</param>
internal sealed record Outage(string What, DateTimeOffset From, DateTimeOffset? Until)
{
    /// <summary>Begin of the name of an instance that is wanted and not there: "missing instance 1" for the first.</summary>
    public const string Missing = "missing instance ";

    /// <summary>Its length.</summary>
    public TimeSpan Lasting(DateTimeOffset end) => (Until ?? end) - From;
}

/// <summary>Looks at the truth of a world every few seconds, beside whatever the automation sees.</summary>
internal sealed class Watcher(World world)
{
    private const string Database = "database";
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(15);
    private readonly Dictionary<string, DateTimeOffset> _since = [];
    private readonly List<Outage> _outages = [];
    private long _known;
    private int _mostMissing;

    /// <summary>When something did not serve, also what does not serve now.</summary>
    public IReadOnlyList<Outage> Outages => [.. _outages, .. _since.Select(open => new Outage(open.Key, open.Value, null))];

    /// <summary>States of the standby as the platform knew them, oldest first.</summary>
    public List<Scenarios.Invariants.StandbyChange> Standby { get; } = [];

    /// <summary>When writes were acknowledged lately before an operation on the database.</summary>
    public List<DateTimeOffset> Acknowledged { get; } = [];

    /// <summary>Begins to look.</summary>
    public void Begin()
    {
        world.Azure.Database!.Changed += state => Standby.Add(new(world.Clock.GetUtcNow(), state.HighAvailability));
        Again();
    }

    private void Again() => world.After(Look, () =>
    {
        LookOnce();
        Again();
    });

    private void LookOnce()
    {
        DateTimeOffset now = world.Clock.GetUtcNow();
        HashSet<string> present = [];
        foreach (Instance instance in world.Azure.ScaleSet.Instances)
        {
            present.Add(instance.Spec.InstanceId);
            Note(instance.Spec.InstanceId, ((Machine)instance.Machine).Serves, now);
        }

        // Where there is no web server, nobody can say that the database takes no writes.
        if (present.Count > 0 || world.Database.TakesWrites)
        {
            Note(Database, world.Database.TakesWrites, now);
        }

        // Each further one is an outage of its own, and so is that there is none, however many are wanted.
        int missing = Math.Max(world.Azure.ScaleSet.State.Capacity, 1) - present.Count;
        _mostMissing = Math.Max(_mostMissing, missing);
        for (int number = 1; number <= _mostMissing; number++)
        {
            Note($"{Outage.Missing}{number}", number > missing, now);
        }

        foreach (string gone in _since.Keys.Where(id => id != Database && !id.StartsWith(Outage.Missing, StringComparison.Ordinal) && !present.Contains(id)).ToList())
        {
            Note(gone, true, now);
        }

        if (world.Database.Acknowledged > _known)
        {
            Acknowledged.Add(now);
        }

        _known = world.Database.Acknowledged;
    }

    private void Note(string what, bool serves, DateTimeOffset now)
    {
        if (!serves)
        {
            _since.TryAdd(what, now);
        }
        else if (_since.Remove(what, out DateTimeOffset from))
        {
            _outages.Add(new(what, from, now));
        }
    }
}
