using Steadfast.Functions.Incidents;
using Steadfast.Local.Scenarios.Drills;
using Steadfast.Local.Scenarios.Reports;
using Steadfast.Local.Scenarios.Stories;
using Steadfast.Local.Scenarios.Twins;

namespace Steadfast.Local.Scenarios.People;

/// <summary>The platform takes no restart; a person ends the incident, and then the platform would take one.</summary>
public sealed class AbortedScenario : FaultScenario
{
    private const string Restart = "*/virtualMachines/1/restart";

    // Longer than the pause that the platform asks for.
    private static readonly TimeSpan Afterwards = TimeSpan.FromSeconds(3);

    /// <inheritdoc/>
    public override string Name => "aborted";

    /// <inheritdoc/>
    public override string Title => "a person ends an incident whose restart the platform has not taken yet";

    /// <inheritdoc/>
    protected override Ending Expected => new(IncidentOutcome.Refused, FailureKind.InstanceUnresponsive);

    /// <inheritdoc/>
    public override TwinOptions Prepare(TwinOptions options) =>
        (options with { IsCrowd = true }).WithTime("Watchdog__ReopenAfter", TimeSpan.FromMinutes(5));

    /// <inheritdoc/>
    protected override void InjectFault(Drill drill)
    {
        drill.Twin.Azure.Answers.Tell(new("POST", Restart)
        {
            IsInstead = true,
            Status = 429,
            RetryAfter = 1,
            Text = """{"error":{"code":"TooManyRequests","message":"Slow down."}}""",
        });
        drill.Faults.Crash(Target);
    }

    /// <inheritdoc/>
    protected override async Task MeanwhileAsync(Drill drill)
    {
        await drill.UntilAsync(() => drill.Twin.Azure.Requests.Matching("POST", "/virtualMachines/1/restart").Count > 0);
        IncidentRecord open = (await drill.Twin.Functions.IncidentsAsync(drill.Ending)).First(incident => incident.Target == Target);
        await drill.Operators.EndAsync(open.Id, "anna", "I do it myself");
        drill.Twin.Azure.Answers.TakeBack();
        drill.Story.Tell(Speaker.Azure, "the platform takes restarts again");
        await drill.PassAsync(Afterwards);
    }

    /// <inheritdoc/>
    protected override IEnumerable<Expectation> Further(DrillResult seen) =>
        [new("it says who has ended it: "
            + $"{seen.Incident?.Reason}", seen.Incident?.Reason.Contains("anna", StringComparison.Ordinal) == true)];
}
