using Steadfast.Local.Scenarios.InstanceFault;
using Steadfast.Local.Scenarios.Stories;
using Steadfast.Local.Scenarios.Twins;

namespace Steadfast.Local.Scenarios.InstanceCrash;

/// <summary>kill -9: connections are refused at once.</summary>
public sealed class InstanceCrashScenario : InstanceFaultScenario
{
    /// <inheritdoc/>
    public override string Name => "instance-crash";

    /// <inheritdoc/>
    public override string Title => "one of three web servers is killed";

    /// <summary>Two failed probes in a row; each fails at once.</summary>
    protected override int ProbeIntervals => 2;

    /// <inheritdoc/>
    protected override void Hurt(Twin twin, WebMachine machine, Story story, CancellationToken ct) => Crash(machine, story);
}
