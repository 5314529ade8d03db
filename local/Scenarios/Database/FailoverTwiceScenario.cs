using Steadfast.Functions.Actions;
using Steadfast.Functions.Guard;
using Steadfast.Functions.Incidents;
using Steadfast.Local.AzureEmulator;
using Steadfast.Local.Scenarios.Databases;
using Steadfast.Local.Scenarios.Reports;

namespace Steadfast.Local.Scenarios.Database;

/// <summary>
/// The primary is killed again after a failover. What fails twice in a short time has a cause that no failover mends, so the second one is
/// a person's to order.
/// </summary>
public sealed class FailoverTwiceScenario : DatabaseScenario
{
    /// <inheritdoc/>
    public override string Name => "failover-twice";

    /// <inheritdoc/>
    public override string Title => "the primary is killed twice";

    /// <inheritdoc/>
    protected override DatabaseEnding Expected =>
        new(IncidentOutcome.Recovered, FailureKind.DatabaseUnavailable, OperationKind.Failover, OperationKind.Failover);

    /// <inheritdoc/>
    protected override int Incidents => 3;

    /// <inheritdoc/>
    protected override async Task InjectFaultAsync(DatabaseDrill drill)
    {
        drill.CrashPrimary();
        await drill.UntilClosedAsync(1);
        await drill.UntilWritesAsync();
        drill.CrashPrimary();
    }

    /// <inheritdoc/>
    protected override async Task MeanwhileAsync(DatabaseDrill drill)
    {
        await drill.UntilClosedAsync(2);
        await drill.OrderFailoverAsync("recover", "anna", "looked into the cause of both");
    }

    /// <inheritdoc/>
    protected override IEnumerable<Expectation> Further(DatabaseDrillResult seen)
    {
        IncidentRecord? second = seen.Incidents.ElementAtOrDefault(1);
        bool isHandedOver = second is { Outcome: IncidentOutcome.Escalated, Actions: [], Refusal.Kind: RefusalKind.CoolingDown };
        yield return new(
            $"the second time it is a person's business, because it has just failed over: {second?.Outcome}, {second?.Reason}",
            isHandedOver);

        // An alert of the same fault may have opened an incident by then, which the order joins.
        IncidentRecord? third = seen.Incidents.FirstOrDefault(incident => incident.Actions.Any(IsOrdered));
        yield return new(
            $"what a person orders is done: {third?.Outcome}, {third?.Reason}",
            third is { Outcome: IncidentOutcome.Recovered, Actions: [{ Result: ActionResult.Succeeded }] });
    }

    private static bool IsOrdered(ActionTaken action) => action is { Kind: "failover", AskedBy: "operator anna" };
}
