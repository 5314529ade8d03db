using Steadfast.Local.Scenarios.InstanceFault;
using Steadfast.Local.Scenarios.Stories;
using Steadfast.Local.Scenarios.Twins;

namespace Steadfast.Local.Scenarios.InstanceHang;

/// <summary>SIGSTOP: connections are accepted and never answered.</summary>
public sealed class InstanceHangScenario : InstanceFaultScenario
{
    /// <inheritdoc/>
    public override string Name => "instance-hang";

    /// <inheritdoc/>
    public override string Title => "one of three web servers stops answering";

    /// <summary>Two failed probes in a row, and the second is known to have failed only when its own time, one interval, is over.</summary>
    protected override int ProbeIntervals => 3;

    /// <inheritdoc/>
    protected override void Hurt(Twin twin, WebMachine machine, Story story, CancellationToken ct)
    {
        story.Tell(Teller.Fault, $"kill -STOP of web server {machine.Spec.InstanceId} in zone {machine.Spec.Zone} (pid {machine.Process.ProcessId}): it accepts connections and never answers");
        machine.Process.Pause();
    }
}
