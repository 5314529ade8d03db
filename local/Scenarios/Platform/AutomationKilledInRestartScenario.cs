using Steadfast.Functions.Incidents;
using Steadfast.Local.Scenarios.Drills;

namespace Steadfast.Local.Scenarios.Platform;

/// <summary>
/// kill -9 of a web server, and of the Function App five times at random moments of its repair: the server is restarted once.
/// </summary>
public sealed class AutomationKilledInRestartScenario : FaultScenario
{
    /// <inheritdoc/>
    public override string Name => "automation-killed-in-restart";

    /// <inheritdoc/>
    public override string Title => "the automation is killed five times at random moments of a restart";

    /// <inheritdoc/>
    protected override Ending Expected => new(IncidentOutcome.Recovered, FailureKind.InstanceUnresponsive, "restart 1");

    /// <inheritdoc/>
    protected override void InjectFault(Drill drill) => drill.Faults.Crash(Target);

    /// <inheritdoc/>
    protected override Task MeanwhileAsync(Drill drill) => AutomationKills.RunAsync(drill);
}
