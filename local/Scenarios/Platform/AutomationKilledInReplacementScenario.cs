using Steadfast.Functions.Incidents;
using Steadfast.Local.Scenarios.Drills;
using Steadfast.Local.Scenarios.Reports;

namespace Steadfast.Local.Scenarios.Platform;

/// <summary>
/// Only a replacement helps, and the Function App is killed five times at random moments of it: one instance is added and one is deleted.
/// </summary>
public sealed class AutomationKilledInReplacementScenario : FaultScenario
{
    /// <inheritdoc/>
    public override string Name => "automation-killed-in-replacement";

    /// <inheritdoc/>
    public override string Title => "the automation is killed five times at random moments of a replacement";

    /// <inheritdoc/>
    protected override Ending Expected =>
        new(IncidentOutcome.Recovered, FailureKind.InstanceUnresponsive, "restart 1", "reimage 1", "capacity", "delete 1");

    /// <inheritdoc/>
    protected override void InjectFault(Drill drill) => drill.Faults.BreakHost(Target);

    /// <inheritdoc/>
    protected override async Task MeanwhileAsync(Drill drill)
    {
        await drill.UntilAsync(() => drill.Twin.Azure.Requests.Accepted("reimage", Target).Count > 0);
        await AutomationKills.RunAsync(drill);
    }

    /// <inheritdoc/>
    protected override IEnumerable<Expectation> Further(DrillResult seen) =>
        [new($"there are as many web servers as before: {seen.Twin.Machines.Count} of "
            + $"{seen.Twin.Options.Instances}", seen.Twin.Machines.Count == seen.Twin.Options.Instances)];
}
