using Steadfast.Functions.Incidents;
using Steadfast.Local.Scenarios.Drills;
using Steadfast.Local.Scenarios.Twins;

namespace Steadfast.Local.Scenarios.Instances;

/// <summary>
/// Every web server is killed and none will start again: repairing them one after the other would mend nothing, so one is tried and a
/// person is called.
/// </summary>
public sealed class FleetBadDeployScenario : FaultScenario
{
    /// <inheritdoc/>
    public override string Name => "fleet-bad-deploy";

    /// <inheritdoc/>
    public override string Title => "a bad deployment takes all web servers down at once";

    /// <inheritdoc/>
    protected override Ending Expected => new(IncidentOutcome.Escalated, FailureKind.FleetFailing, "restart 1");

    /// <inheritdoc/>
    protected override int Incidents => 3;

    /// <inheritdoc/>
    protected override bool OthersServe => false;

    /// <inheritdoc/>
    protected override void InjectFault(Drill drill)
    {
        foreach (TwinMachine machine in drill.Twin.Machines)
        {
            drill.Faults.Poison(machine.Id);
        }
    }

    /// <inheritdoc/>
    protected override string ExpectedActions => "a restart of one, whichever it is";

    /// <summary>One canary, whichever it is.</summary>
    protected override bool ActedWell(IReadOnlyList<string> actions) =>
        actions is [var only] && only.StartsWith("restart ", StringComparison.Ordinal);
}
