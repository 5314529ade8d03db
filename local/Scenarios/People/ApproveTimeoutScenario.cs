using Steadfast.Functions.Incidents;
using Steadfast.Local.Scenarios.Drills;
using Steadfast.Local.Scenarios.Reports;
using Steadfast.Local.Scenarios.Twins;

namespace Steadfast.Local.Scenarios.People;

/// <summary>Restarts are in mode approve: the automation asks, waits as long as it is told to, and does nothing.</summary>
public sealed class ApproveTimeoutScenario : FaultScenario
{
    /// <inheritdoc/>
    public override string Name => "approve-timeout";

    /// <inheritdoc/>
    public override string Title => "a restart needs the approval of a person, who does not answer";

    /// <inheritdoc/>
    protected override Ending Expected => new(IncidentOutcome.Refused, FailureKind.InstanceUnresponsive);

    /// <inheritdoc/>
    public override TwinOptions Prepare(TwinOptions options) => options
        .With("Modes__Restart", "Approve")
        .WithTime("Recovery__ApprovalDeadline", TimeSpan.FromSeconds(3));

    /// <inheritdoc/>
    protected override void InjectFault(Drill drill) => drill.Faults.Crash(Target);

    /// <inheritdoc/>
    protected override IEnumerable<Expectation> Further(DrillResult seen) =>
        [new($"Incident says that nobody approved: {seen.Incident?.Reason}", IsNotApproved(seen.Incident))];

    private static bool IsNotApproved(IncidentRecord? incident) =>
        incident is { Outcome: IncidentOutcome.Refused, Awaiting: null, NextStep: not null }
            && incident.Reason.Contains("nobody approved", StringComparison.Ordinal);
}
