using Steadfast.Local.Scenarios.InstanceFault;
using Steadfast.Local.Scenarios.Stories;
using Steadfast.Local.Scenarios.Twins;

namespace Steadfast.Local.Scenarios.AutomationCrash;

/// <summary>kill -9 of a web server, and of the Function App in the middle of its repair: it must go on where it was, and not restart twice.</summary>
public sealed class AutomationCrashScenario : InstanceFaultScenario
{
    /// <inheritdoc/>
    public override string Name => "automation-crash";

    /// <inheritdoc/>
    public override string Title => "the automation itself is killed while it repairs a web server";

    /// <inheritdoc/>
    protected override int ProbeIntervals => 2;

    /// <inheritdoc/>
    protected override void Hurt(Twin twin, WebMachine machine, Story story, CancellationToken ct) => Crash(machine, story);

    /// <inheritdoc/>
    protected override async Task MeanwhileAsync(Twin twin, Story story, CancellationToken ct)
    {
        await Until(() => twin.Azure.Requests.Accepted("restart", Target).Count > 0, twin.Options.Clock, twin.Options.Pace.DrillDeadline, ct);
        story.Tell(Teller.Fault, $"kill -9 of the Function App (pid {twin.Functions.ProcessId}), just when the platform has accepted the restart");
        twin.Functions.Kill();
        await twin.Functions.StartAsync(ct);
        story.Tell(Teller.Stage, $"the Function App is started again (pid {twin.Functions.ProcessId}), as Azure would");
    }
}
