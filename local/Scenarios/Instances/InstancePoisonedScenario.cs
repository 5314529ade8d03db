using Steadfast.Functions.Incidents;
using Steadfast.Local.Scenarios.Reports;
using Steadfast.Local.Scenarios.Drills;

namespace Steadfast.Local.Scenarios.Instances;

/// <summary>A web server is killed, and what stands on its disk keeps it from starting: the restart succeeds and does not help.</summary>
public sealed class InstancePoisonedScenario : FaultScenario
{
    /// <inheritdoc/>
    public override string Name => "instance-poisoned";

    /// <inheritdoc/>
    public override string Title => "the disk of a web server is damaged; only a reimage helps";

    /// <inheritdoc/>
    protected override Ending Expected => new(IncidentOutcome.Recovered, FailureKind.InstanceUnresponsive, "restart 1", "reimage 1");

    /// <inheritdoc/>
    protected override void InjectFault(Drill drill) => drill.Faults.Poison(Target);

    /// <inheritdoc/>
    protected override IEnumerable<Expectation> Further(DrillResult seen) => [seen.EvidenceWasSaved(times: 1)];
}
