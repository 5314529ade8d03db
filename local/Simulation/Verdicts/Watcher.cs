using Steadfast.Local.AzureEmulator;
using Steadfast.Local.Simulation.Models;
using Steadfast.Local.Simulation.Worlds;

namespace Steadfast.Local.Simulation.Verdicts;

/// <summary>A time in which something did not serve.</summary>
/// <param name="What">Number of the instance, "database", or <see cref="Missing"/>.</param>
/// <param name="From">Since when.</param>
/// <param name="Until">Until when; null at the end of the world.</param>
internal sealed record Outage(string What, DateTimeOffset From, DateTimeOffset? Until)
{
    /// <summary>The scale set, while it has fewer instances than are wanted.</summary>
    public const string Missing = "instances";

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

        // Where there is no web server, nobody uses the database, and nobody can say that it takes no writes.
        Note(Database, world.Database.TakesWrites || present.Count == 0, now);
        Note(Outage.Missing, present.Count >= world.Azure.ScaleSet.State.Capacity, now);
        foreach (string gone in _since.Keys.Where(id => id is not (Database or Outage.Missing) && !present.Contains(id)).ToList())
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
