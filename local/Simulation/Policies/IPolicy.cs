using Steadfast.Local.AzureEmulator;
using Steadfast.Local.Simulation.Faults;
using Steadfast.Local.Simulation.Worlds;

namespace Steadfast.Local.Simulation.Policies;

/// <summary>Reacts to the faults of a world. Every policy meets the same faults at the same times.</summary>
internal interface IPolicy
{
    /// <summary>Short name, for tables.</summary>
    string Name { get; }

    /// <summary>Description in one sentence.</summary>
    string Text { get; }

    /// <summary>Tells whether the scale set's own automatic repairs run.</summary>
    bool HasAutomaticRepairs(FaultSchedule schedule);

    /// <summary>The database service's own reaction to a primary that fails.</summary>
    PlatformFailover FailoverOf(FaultSchedule schedule);

    /// <summary>Settings of the Function App that differ from those of every world; null when there is no Function App.</summary>
    IReadOnlyDictionary<string, string?>? Settings { get; }

    /// <summary>Changes what the functions of the app are told and tell, to leave a rule out; null when it changes nothing.</summary>
    Func<string, string?, string?>? Altered { get; }

    /// <summary>Begins to react, beside the Function App.</summary>
    void Begin(World world);

    /// <summary>A person, or a deployment, keeps it from acting for a while, or lets it act again. Without a Function App, which is asked itself.</summary>
    void Pause(World world, bool isPaused);

    /// <summary>Tells whether an alert that has just fired wakes a person.</summary>
    bool Pages(Alert alert);
}
