using Steadfast.Local.Scenarios.InstanceFault;
using Steadfast.Local.Scenarios.Stories;
using Steadfast.Local.Scenarios.Twins;

namespace Steadfast.Local.Scenarios.InstanceDiesAgain;

/// <summary>kill -9, and once more as soon as the restart has brought it up: the operation succeeds, the instance does not serve.</summary>
public sealed class InstanceDiesAgainScenario : InstanceFaultScenario
{
    /// <inheritdoc/>
    public override string Name => "instance-dies-again";

    /// <inheritdoc/>
    public override string Title => "a web server dies while it is being restarted";

    /// <inheritdoc/>
    protected override int Restarts => 2;

    /// <inheritdoc/>
    protected override int ProbeIntervals => 2;

    /// <inheritdoc/>
    protected override void Hurt(Twin twin, WebMachine machine, Story story, CancellationToken ct)
    {
        int left = 1;
        machine.Changed += what =>
        {
            if (what == "started" && Interlocked.Decrement(ref left) == 0)
            {
                story.Tell(Teller.Fault, $"kill -9 of web server {machine.Spec.InstanceId} again, in the middle of its restart (pid {machine.Process.ProcessId})");
                machine.Process.Kill();
            }
        };
        Crash(machine, story);
    }
}
