using Steadfast.Functions.Incidents;
using Steadfast.Local.Scenarios.Drills;
using Steadfast.Local.Scenarios.Stories;
using Steadfast.Local.Scenarios.Twins;

namespace Steadfast.Local.Scenarios.Platform;

/// <summary>
/// kill -9 of a web server, and of the Function App in the middle of its repair: it must go on where it was, and not restart twice.
/// </summary>
public sealed class AutomationCrashScenario : FaultScenario
{
    /// <inheritdoc/>
    public override string Name => "automation-crash";

    /// <inheritdoc/>
    public override string Title => "the automation itself is killed while it repairs a web server";

    /// <inheritdoc/>
    protected override Ending Expected => new(IncidentOutcome.Recovered, FailureKind.InstanceUnresponsive, "restart 1");

    /// <inheritdoc/>
    protected override void InjectFault(Drill drill) => drill.Faults.Crash(Target);

    /// <inheritdoc/>
    protected override async Task MeanwhileAsync(Drill drill)
    {
        FunctionApp functions = drill.Twin.Functions;
        await drill.UntilAsync(() => drill.Twin.Azure.Requests.Accepted("restart", Target).Count > 0);
        drill.Story.Tell(
            Speaker.Fault, $"kill -9 of the Function App (pid {functions.ProcessId}), just when the platform has accepted the restart");
        functions.Kill();
        await functions.StartAsync(drill.Ending);
        drill.Story.Tell(Speaker.Stage, $"the Function App is started again (pid {functions.ProcessId}), as Azure would");
    }
}
