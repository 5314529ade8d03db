using Steadfast.Functions.Incidents;
using Steadfast.Local.Scenarios.Drills;
using Steadfast.Local.Scenarios.Reports;
using Steadfast.Local.Scenarios.Twins;

namespace Steadfast.Local.Scenarios.People;

/// <summary>A deployment holds the lease: the automation sees the fault, says what it would do, and does nothing.</summary>
public sealed class LeaseHeldScenario : FaultScenario
{
    /// <inheritdoc/>
    public override string Name => "lease-held";

    /// <inheritdoc/>
    public override string Title => "a web server is killed while a deployment holds the lease";

    /// <inheritdoc/>
    protected override Ending Expected => new(IncidentOutcome.Refused, FailureKind.InstanceUnresponsive);

    /// <inheritdoc/>
    public override TwinOptions Prepare(TwinOptions options) =>
        (options with { IsCrowd = true }).WithTime("Guard__RefusalDeadline", TimeSpan.FromSeconds(4));

    /// <inheritdoc/>
    protected override Task BeforeAsync(Drill drill) => drill.Operators.TakeLeaseAsync("release 17", minutes: 10);

    /// <inheritdoc/>
    protected override void InjectFault(Drill drill) => drill.Faults.Crash(Target);

    /// <inheritdoc/>
    protected override IEnumerable<Expectation> Further(DrillResult seen) =>
        [new("it says which deployment holds it up: "
            + $"{seen.Incident?.Reason}", seen.Incident?.Reason.Contains("release 17", StringComparison.Ordinal) == true)];
}
