using Steadfast.Functions.Incidents;
using Steadfast.Local.Scenarios.Drills;
using Steadfast.Local.Scenarios.Twins;

namespace Steadfast.Local.Scenarios.Instances;

/// <summary>Two faults at the same time: one in five may be in repair, so the second waits for the first.</summary>
public sealed class TwoAtOnceScenario : FaultScenario
{
    /// <inheritdoc/>
    public override string Name => "two-at-once";

    /// <inheritdoc/>
    public override string Title => "two of five web servers are killed at once";

    /// <inheritdoc/>
    protected override Ending Expected => new(IncidentOutcome.Recovered, FailureKind.InstanceUnresponsive, "restart 1", "restart 2");

    /// <inheritdoc/>
    public override TwinOptions Prepare(TwinOptions options) => options with { Instances = 5 };

    /// <inheritdoc/>
    protected override int Incidents => 2;

    /// <inheritdoc/>
    protected override void InjectFault(Drill drill)
    {
        drill.Faults.Crash("1");
        drill.Faults.Crash("2");
    }

    /// <inheritdoc/>
    protected override string ExpectedActions => "restart 1 and restart 2, in any order";

    /// <summary>Each once, whichever is first.</summary>
    protected override bool ActedWell(IReadOnlyList<string> actions) =>
        actions.Order(StringComparer.Ordinal).SequenceEqual(Expected.Actions);
}
