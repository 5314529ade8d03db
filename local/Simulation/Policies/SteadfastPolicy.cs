using Steadfast.Local.AzureEmulator;
using Steadfast.Local.Simulation.Faults;
using Steadfast.Local.Simulation.Worlds;

namespace Steadfast.Local.Simulation.Policies;

/// <summary>The Function App, as it is or with one of its rules left out.</summary>
internal sealed record SteadfastPolicy(string Name, string Text) : IPolicy
{
    /// <summary>As it is.</summary>
    public static SteadfastPolicy Whole { get; } = new("steadfast", "Steadfast with its defaults");

    public IReadOnlyDictionary<string, string?> Settings { get; init; } = new Dictionary<string, string?>();

    IReadOnlyDictionary<string, string?>? IPolicy.Settings => Settings;

    public Func<string, string?, string?>? Altered { get; init; }

    public bool HasAutomaticRepairs(FaultSchedule schedule) => schedule.AutomaticRepairs;

    public PlatformFailover FailoverOf(FaultSchedule schedule) => schedule.PlatformFailover;

    public void Begin(World world)
    {
    }

    public void Pause(World world, bool isPaused)
    {
    }

    // Its notices do.
    public bool Pages(Alert alert) => false;
}
