using Steadfast.Functions.Guard;
using Steadfast.Functions.Incidents;
using Steadfast.Local.Scenarios.Drills;
using Steadfast.Local.Scenarios.Reports;
using Steadfast.Local.Scenarios.Twins;

namespace Steadfast.Local.Scenarios.People;

/// <summary>The automation sees the fault, says what it would do, and does nothing.</summary>
public sealed class PausedScenario : FaultScenario
{
    /// <inheritdoc/>
    public override string Name => "paused";

    /// <inheritdoc/>
    public override string Title => "a web server is killed while a person has paused the automation";

    /// <inheritdoc/>
    protected override Ending Expected => new(IncidentOutcome.Refused, FailureKind.InstanceUnresponsive);

    /// <inheritdoc/>
    public override TwinOptions Prepare(TwinOptions options) => options.WithTime("Guard__RefusalDeadline", TimeSpan.FromSeconds(4));

    /// <inheritdoc/>
    protected override Task BeforeAsync(Drill drill) => drill.Operators.PauseAsync("anna", "maintenance of the rack");

    /// <inheritdoc/>
    protected override void InjectFault(Drill drill) => drill.Faults.Crash(Target);

    /// <inheritdoc/>
    protected override IEnumerable<Expectation> Further(DrillResult seen) =>
        [
            new(
                $"Incident says who paused it and why: {seen.Incident?.Reason}",
                seen.Incident?.Refusal is { Kind: RefusalKind.Paused } refusal
                    && refusal.Reason.Contains("anna (maintenance of the rack)", StringComparison.Ordinal)),
        ];
}
