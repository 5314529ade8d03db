using Steadfast.Functions.Incidents;
using Steadfast.Local.Scenarios.Drills;
using Steadfast.Local.Scenarios.Twins;

namespace Steadfast.Local.Scenarios.Instances;

/// <summary>
/// Both web servers of a zone die, and nothing runs there: repairs would be in vain, others serve, and a person is called when it lasts.
/// </summary>
public sealed class ZoneOutageScenario : FaultScenario
{
    /// <inheritdoc/>
    public override string Name => "zone-outage";

    /// <inheritdoc/>
    public override string Title => "one of three zones fails";

    /// <inheritdoc/>
    protected override Ending Expected => new(IncidentOutcome.Escalated, FailureKind.ZoneFailing);

    /// <inheritdoc/>
    public override TwinOptions Prepare(TwinOptions options) =>
        (options with { Instances = 6 }).WithTime("Recovery__YieldDeadline", TimeSpan.FromSeconds(4));

    /// <inheritdoc/>
    protected override int Incidents => 2;

    /// <inheritdoc/>
    protected override void InjectFault(Drill drill)
    {
        drill.Faults.BreakHost("1");
        drill.Faults.BreakHost("4");
    }
}
