using Steadfast.Functions.Incidents;
using Steadfast.Local.Scenarios.Drills;
using Steadfast.Local.Scenarios.Reports;
using Steadfast.Local.Scenarios.Twins;
using Steadfast.Local.Stack.Files;

namespace Steadfast.Local.Scenarios.Instances;

/// <summary>A web server is killed, and what stands on its disk keeps it from starting: the restart succeeds and does not help.</summary>
public sealed class InstancePoisonedScenario : FaultScenario
{
    // A quarter of it is for the storage, which is asked for the first time.
    private static readonly TimeSpan EvidenceDeadline = TimeSpan.FromSeconds(12);

    /// <inheritdoc/>
    public override string Name => "instance-poisoned";

    /// <inheritdoc/>
    public override string Title => "the disk of a web server is damaged; only a reimage helps";

    /// <summary>With a container for evidence, where there is a server for it.</summary>
    public override TwinOptions Prepare(TwinOptions options) =>
        (options with { HasFiles = BlobServer.Program is not null }).WithTime("Recovery__EvidenceDeadline", EvidenceDeadline);

    /// <inheritdoc/>
    protected override Ending Expected => new(IncidentOutcome.Recovered, FailureKind.InstanceUnresponsive, "restart 1", "reimage 1");

    /// <inheritdoc/>
    protected override void InjectFault(Drill drill) => drill.Faults.Poison(Target);

    /// <inheritdoc/>
    protected override IEnumerable<Expectation> Further(DrillResult seen) => seen.EvidenceWasSaved(times: 1);
}
