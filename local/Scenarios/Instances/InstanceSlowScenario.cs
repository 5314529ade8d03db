using Steadfast.Functions.Incidents;
using Steadfast.Local.Scenarios.Drills;
using Steadfast.Local.Scenarios.Reports;

namespace Steadfast.Local.Scenarios.Instances;

/// <summary>A web server stands still most of the time: now and then a request is answered, most are not.</summary>
public sealed class InstanceSlowScenario : FaultScenario
{
    /// <inheritdoc/>
    public override string Name => "instance-slow";

    /// <inheritdoc/>
    public override string Title => "a web server is so slow that most requests time out";

    /// <inheritdoc/>
    protected override Ending Expected => new(IncidentOutcome.Recovered, Diagnosis: null, "restart 1");

    /// <inheritdoc/>
    protected override void InjectFault(Drill drill)
    {
        TimeSpan probe = drill.Twin.Options.Pace.Plane.ProbeInterval;
        drill.Faults.Stutter(Target, still: probe * 6, running: probe / 2);
    }

    /// <summary>Either, as a look may fall into a moment in which it answers.</summary>
    protected override IEnumerable<Expectation> Further(DrillResult seen) =>
        [
            new(
                $"Incident is diagnosed as unresponsive or failing: {seen.Incident?.Diagnosis}",
                seen.WasDiagnosed(FailureKind.InstanceUnresponsive) || seen.WasDiagnosed(FailureKind.InstanceFailing)),
        ];
}
