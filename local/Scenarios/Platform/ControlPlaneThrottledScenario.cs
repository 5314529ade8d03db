using Steadfast.Functions.Incidents;
using Steadfast.Local.Scenarios.Drills;
using Steadfast.Local.Scenarios.Reports;

namespace Steadfast.Local.Scenarios.Platform;

/// <summary>The control plane asks to slow down, with Retry-After: the automation waits as asked and repairs all the same.</summary>
public sealed class ControlPlaneThrottledScenario : FaultScenario
{
    /// <inheritdoc/>
    public override string Name => "control-plane-throttled";

    /// <inheritdoc/>
    public override string Title => "a web server is killed while the control plane answers 429";

    /// <inheritdoc/>
    protected override Ending Expected => new(IncidentOutcome.Recovered, FailureKind.InstanceUnresponsive, "restart 1");

    /// <inheritdoc/>
    protected override void InjectFault(Drill drill)
    {
        drill.Twin.Azure.Faults.Throttle(requests: 20, retryAfter: TimeSpan.FromSeconds(1));
        drill.Faults.Crash(Target);
    }

    /// <inheritdoc/>
    protected override IEnumerable<Expectation> Further(DrillResult seen)
    {
        int refused = seen.Twin.Azure.Requests.Entries.Count(request => request.Status == 429);
        yield return new($"the platform asked to slow down: {refused} times", refused == 20);
    }
}
