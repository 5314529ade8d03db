using Steadfast.Functions.Incidents;
using Steadfast.Local.AzureEmulator;
using Steadfast.Local.Scenarios.Databases;
using Steadfast.Local.Scenarios.Drills;
using Steadfast.Local.Scenarios.Twins;

namespace Steadfast.Local.Scenarios.Lying;

/// <summary>Something that is told and is not so, while a web server is really dead.</summary>
/// <param name="Name">Name of the scenario, without "lying-".</param>
/// <param name="Title">One line for people: what is told.</param>
/// <param name="Tell">Tells it from now on.</param>
public sealed record Lie(string Name, string Title, Action<Drill> Tell)
{
    /// <summary>A lie of the control plane alone.</summary>
    public Lie(string name, string title, AlteredAnswer answer)
        : this(name, title, scene => scene.Twin.Azure.Answers.Tell(answer)) => Answer = answer;

    /// <summary>The one answer of the control plane that is not so; null when it is not about that, or not about that alone.</summary>
    public AlteredAnswer? Answer { get; }

    /// <summary>Expected ending all the same. Default: the dead web server, and nothing else, is restarted.</summary>
    public Ending Expected { get; init; } = new(IncidentOutcome.Recovered, FailureKind.InstanceUnresponsive, $"{OperationKind.Restart} 1");

    /// <summary>The real fault. Default: web server 1 is killed.</summary>
    public Action<Drill> Fault { get; init; } = static drill => drill.Faults.Crash("1");

    /// <summary>Preparation before the lie.</summary>
    public Func<Drill, Task> Before { get; init; } = static _ => Task.CompletedTask;

    /// <summary>Settings of the twin.</summary>
    public Func<TwinOptions, TwinOptions> Prepare { get; init; } = static options => options;

    /// <summary>Words that the incident must tell; null for none in particular.</summary>
    public string? Words { get; init; }
}

/// <summary>Something that is told and is not so, while the primary of the database is really dead.</summary>
/// <param name="Name">Name of the scenario, without "lying-".</param>
/// <param name="Title">One line for people: what is told.</param>
/// <param name="Tell">Tells it from now on.</param>
public sealed record DatabaseLie(string Name, string Title, Action<Drill> Tell)
{
    /// <summary>Expected ending all the same. Default: the standby takes over.</summary>
    public DatabaseEnding Expected { get; init; } = new(IncidentOutcome.Recovered, FailureKind.DatabaseUnavailable, OperationKind.Failover);

    /// <summary>The real fault. Default: the primary is killed.</summary>
    public Func<DatabaseDrill, Task> Fault { get; init; } = static drill =>
    {
        drill.CrashPrimary();
        return Task.CompletedTask;
    };

    /// <summary>Puts in order what the automation rightly did not.</summary>
    public Func<DatabaseDrill, Task> ReleaseAbandonedIncident { get; init; } = static _ => Task.CompletedTask;

    /// <summary>Words that the incident must tell; null for none in particular.</summary>
    public string? Words { get; init; }
}
