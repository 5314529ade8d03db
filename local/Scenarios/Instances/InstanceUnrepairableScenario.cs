using Steadfast.Functions.Incidents;
using Steadfast.Local.Scenarios.Drills;
using Steadfast.Local.Scenarios.Reports;

namespace Steadfast.Local.Scenarios.Instances;

/// <summary>
/// A web server is killed, and neither a restart nor a reimage brings it back: another one must serve before it is deleted.
/// </summary>
public sealed class InstanceUnrepairableScenario : FaultScenario
{
    /// <inheritdoc/>
    public override string Name => "instance-unrepairable";

    /// <inheritdoc/>
    public override string Title => "nothing runs on the host of a web server any more; only a replacement helps";

    /// <inheritdoc/>
    protected override Ending Expected =>
        new(IncidentOutcome.Recovered, FailureKind.InstanceUnresponsive, "restart 1", "reimage 1", "capacity", "delete 1");

    /// <inheritdoc/>
    protected override void InjectFault(Drill drill) => drill.Faults.BreakHost(Target);

    /// <inheritdoc/>
    protected override IEnumerable<Expectation> Further(DrillResult seen) =>
    [
        .. seen.EvidenceWasSaved(times: 2),
        new(
            $"there are as many web servers as before: {seen.Twin.Machines.Count} of {seen.Twin.Options.Instances}",
            seen.Twin.Machines.Count == seen.Twin.Options.Instances),
    ];
}
