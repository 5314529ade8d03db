using Steadfast.Functions.Incidents;
using Steadfast.Functions.Notifications;
using Steadfast.Local.Scenarios.Drills;
using Steadfast.Local.Scenarios.Reports;
using Steadfast.Local.Scenarios.Stories;
using Steadfast.Local.Scenarios.Twins;

namespace Steadfast.Local.Scenarios.Platform;

/// <summary>
/// The platform deletes a web server and cannot make another one: nothing that is there fails, and no alert fires. People are told, ask for
/// it again, and are told no more.
/// </summary>
public sealed class InstancesMissingScenario : FaultScenario
{
    // Longer than a busy machine takes to start the new web server, which the watchdog would find changing for as long.
    private static readonly TimeSpan MissingFor = TimeSpan.FromSeconds(8);

    /// <inheritdoc/>
    public override string Name => "instances-missing";

    /// <inheritdoc/>
    public override string Title => "the platform replaces a web server, and the region has no room for the new one";

    /// <inheritdoc/>
    protected override Ending Expected => new(IncidentOutcome.NoAction, Diagnosis: null);

    /// <summary>Whoever is there is well.</summary>
    protected override int Incidents => 0;

    /// <inheritdoc/>
    public override TwinOptions Prepare(TwinOptions options) => options.WithTime("Watchdog__LongChange", MissingFor);

    /// <inheritdoc/>
    protected override void InjectFault(Drill drill)
    {
        drill.Twin.Azure.Faults.AllocationRefused = true;
        drill.Story.Tell(Speaker.Fault, $"the platform replaces web server {Target}, and has no room for the new one");
        drill.Twin.Azure.Actions.Replace(drill.Twin.Azure.ScaleSet.Find(Target)!);
    }

    /// <inheritdoc/>
    protected override async Task MeanwhileAsync(Drill drill)
    {
        await drill.UntilAsync(() => Told(drill.Twin).Length > 0);
        drill.Twin.Azure.Faults.AllocationRefused = false;
        drill.Operators.HavePlatform("anna", azure => azure.SetActions.Resize(drill.Twin.Options.Instances));
        await drill.UntilAsync(() => drill.Twin.Azure.Operations.All.All(operation => operation.EndTime is not null));
        // For as long as it takes until people are told, and some looks more: whoever counts wrong would say so.
        await drill.PassAsync((2 * MissingFor) + (2 * drill.Twin.Options.Pace.Tick));
    }

    /// <inheritdoc/>
    protected override IEnumerable<Expectation> Further(DrillResult seen)
    {
        yield return new(
            $"an incident of the web server that goes ends without an action: {seen.OfOthers.Count(incident => incident.Target == Target)}",
            seen.OfOthers.All(incident => incident is { Target: Target, Outcome: IncidentOutcome.NoAction, Actions: [] }));
        Notice[] told = Told(seen.Twin);
        yield return new(
            $"people are told once that an instance is missing: {string.Join("; ", told.Select(notice => notice.Text))}",
            told is [{ NextStep: not null } notice] && notice.Text.StartsWith("Scale set has 2 of 3 instances", StringComparison.Ordinal));
        int there = seen.Twin.Azure.ScaleSet.Instances.Count;
        yield return new($"as many as are wanted are there at the end: {there}", there == seen.Twin.Options.Instances);
    }

    private static Notice[] Told(Twin twin) => [.. twin.Notices.Notices.Where(notice => notice.Kind == NoticeKind.InstancesMissing)];
}
