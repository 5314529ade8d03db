using Steadfast.Functions.Incidents;
using Steadfast.Local.Scenarios.Drills;
using Steadfast.Local.Scenarios.Reports;

namespace Steadfast.Local.Scenarios.People;

/// <summary>
/// A web server with a damaged disk is being restarted, in vain; a person who knows better orders its replacement, which comes next.
/// </summary>
public sealed class OperatorOverrideScenario : FaultScenario
{
    /// <inheritdoc/>
    public override string Name => "operator-override";

    /// <inheritdoc/>
    public override string Title => "a person orders a replacement while the automation restarts";

    /// <inheritdoc/>
    protected override Ending Expected =>
        new(IncidentOutcome.Recovered, FailureKind.InstanceUnresponsive, "restart 1", "capacity", "delete 1");

    /// <inheritdoc/>
    protected override void InjectFault(Drill drill) => drill.Faults.Poison(Target);

    /// <inheritdoc/>
    protected override async Task MeanwhileAsync(Drill drill)
    {
        await drill.UntilAsync(() => drill.Twin.Azure.Requests.Accepted("restart", Target).Count > 0);
        await drill.Operators.OrderAsync(Target, "replace", by: "anna");
    }

    /// <inheritdoc/>
    protected override IEnumerable<Expectation> Further(DrillResult seen)
    {
        string? asked = seen.Incident?.Actions.LastOrDefault()?.AskedBy;
        yield return new($"the record says who ordered it: {asked}", asked == "operator anna");
    }
}
