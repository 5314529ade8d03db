using Steadfast.Local.AzureEmulator;
using Steadfast.Local.Simulation.Faults;
using Steadfast.Local.Simulation.Worlds;

namespace Steadfast.Local.Simulation.Policies;

/// <summary>The scale set's automatic repairs (replace, one at a time, after the shortest grace period that Azure allows) and the database's own failover.</summary>
internal sealed class PlatformPolicy : IPolicy
{
    public string Name => "platform";

    public string Text => "the scale set's automatic repairs (replace after 10 min) and the database's own failover";

    public IReadOnlyDictionary<string, string?>? Settings => null;

    public Func<string, string?, string?>? Altered => null;

    public bool HasAutomaticRepairs(FaultSchedule schedule) => true;

    public PlatformFailover FailoverOf(FaultSchedule schedule) => schedule.PlatformFailover;

    public void Begin(World world)
    {
    }

    public void Pause(World world, bool isPaused) => world.Azure.SetActions.SetRepairs(suspended: isPaused);

    public bool Pages(Alert alert) => true;
}

/// <summary>Nobody does anything until people come at the end.</summary>
internal sealed class NoPolicy : IPolicy
{
    public string Name => "none";

    public string Text => "nothing reacts, the database's own failover neither";

    public IReadOnlyDictionary<string, string?>? Settings => null;

    public Func<string, string?, string?>? Altered => null;

    public bool HasAutomaticRepairs(FaultSchedule schedule) => false;

    public PlatformFailover FailoverOf(FaultSchedule schedule) => PlatformFailover.Absent;

    public void Begin(World world)
    {
    }

    public void Pause(World world, bool isPaused)
    {
    }

    public bool Pages(Alert alert) => true;
}
