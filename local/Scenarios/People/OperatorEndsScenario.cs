using Steadfast.Functions.Actions;
using Steadfast.Functions.Incidents;
using Steadfast.Local.AzureEmulator;
using Steadfast.Local.Scenarios.Drills;
using Steadfast.Local.Scenarios.Reports;

namespace Steadfast.Local.Scenarios.People;

/// <summary>The restart of a web server gets stuck; a person ends the incident, and need not wait for the platform.</summary>
public sealed class OperatorEndsScenario : FaultScenario
{
    /// <inheritdoc/>
    public override string Name => "operator-ends";

    /// <inheritdoc/>
    public override string Title => "a person ends the incident while its restart is stuck";

    /// <inheritdoc/>
    protected override Ending Expected => new(IncidentOutcome.Refused, FailureKind.InstanceUnresponsive, "restart 1");

    /// <inheritdoc/>
    protected override void InjectFault(Drill drill)
    {
        drill.Twin.Azure.Faults.StickNextOperation(OperationKind.Restart);
        drill.Faults.Crash(Target);
    }

    /// <inheritdoc/>
    protected override async Task MeanwhileAsync(Drill drill)
    {
        IncidentRecord? restarting = null;
        await drill.UntilIncidentsAsync(incidents => (restarting = incidents.FirstOrDefault(incident => incident.Actions.Any(action => action.Accepted is not null))) is not null);
        if (restarting is not null)
        {
            await drill.Operators.EndAsync(restarting.Id, by: "anna", reason: "I repair it by hand");
        }
    }

    /// <inheritdoc/>
    protected override IEnumerable<Expectation> Further(DrillResult seen)
    {
        ActionTaken? restart = seen.Incident?.Actions.LastOrDefault();
        yield return new(
            $"the record says that the restart is still running: {restart?.Result}",
            restart is { Result: ActionResult.Running, Done: null });
        yield return new(
            $"and so does the reason for which it ended: {seen.Incident?.Reason}",
            seen.Incident?.Reason.EndsWith("the restart is still running at the platform", StringComparison.Ordinal) == true);
    }
}
