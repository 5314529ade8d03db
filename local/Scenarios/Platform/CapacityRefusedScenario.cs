using Steadfast.Functions.Incidents;
using Steadfast.Local.Scenarios.Drills;
using Steadfast.Local.Scenarios.Reports;

namespace Steadfast.Local.Scenarios.Platform;

/// <summary>Only a replacement would help, and the platform has none to give: nothing may be deleted, and a person is called.</summary>
public sealed class CapacityRefusedScenario : FaultScenario
{
    /// <inheritdoc/>
    public override string Name => "capacity-refused";

    /// <inheritdoc/>
    public override string Title => "a web server cannot be repaired, and the region has no room for another";

    /// <inheritdoc/>
    protected override Ending Expected =>
        new(IncidentOutcome.Escalated, FailureKind.InstanceUnresponsive, "restart 1", "reimage 1", "capacity");

    /// <inheritdoc/>
    protected override void InjectFault(Drill drill)
    {
        drill.Twin.Azure.Faults.AllocationRefused = true;
        drill.Faults.BreakHost(Target);
    }

    /// <inheritdoc/>
    protected override IEnumerable<Expectation> Further(DrillResult seen)
    {
        int capacity = seen.Twin.Azure.ScaleSet.State.Capacity;
        yield return new(
            $"the capacity is what it was: {capacity}", capacity == seen.Twin.Options.Instances && seen.Twin.Machines.Count == capacity);
    }
}
