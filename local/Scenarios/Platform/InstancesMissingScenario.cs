using Steadfast.Functions.Incidents;
using Steadfast.Functions.Notifications;
using Steadfast.Local.Scenarios.Drills;
using Steadfast.Local.Scenarios.Reports;
using Steadfast.Local.Scenarios.Twins;

namespace Steadfast.Local.Scenarios.Platform;

/// <summary>
/// The platform deletes a web server and cannot make another one: nothing that is there fails, and no alert fires. People are told, ask for
/// it again, and are told no more.
/// </summary>
public sealed class InstancesMissingScenario : FaultScenario
{
    /// <inheritdoc/>
    public override string Name => "instances-missing";

    /// <inheritdoc/>
    public override string Title => "the platform replaces a web server, and the region has no room for the new one";

    /// <inheritdoc/>
    protected override Ending Expected => new(IncidentOutcome.NoAction, Diagnosis: null);

    /// <summary>Whoever is there is well.</summary>
    protected override int Incidents => 0;

    /// <inheritdoc/>
    public override TwinOptions Prepare(TwinOptions options) => options.WithTime("Watchdog__LongChange", TimeSpan.FromSeconds(3));

    /// <inheritdoc/>
    protected override void InjectFault(Drill drill)
    {
        drill.Twin.Azure.Faults.AllocationRefused = true;
        drill.Operators.HavePlatform("automatic repairs", azure => azure.Actions.Replace(azure.ScaleSet.Find(Target)!));
    }

    /// <inheritdoc/>
    protected override async Task MeanwhileAsync(Drill drill)
    {
        await drill.UntilAsync(() => Told(drill.Twin).Length > 0);
        drill.Twin.Azure.Faults.AllocationRefused = false;
        drill.Operators.HavePlatform("anna", azure => azure.SetActions.Resize(drill.Twin.Options.Instances));
        await drill.UntilAsync(() => drill.Twin.Azure.Operations.All.All(operation => operation.EndTime is not null));
        // Two looks more: whoever counts wrong would say so.
        await drill.PassAsync(2 * drill.Twin.Options.Pace.Tick);
    }

    /// <inheritdoc/>
    protected override IEnumerable<Expectation> Further(DrillResult seen)
    {
        Notice[] told = Told(seen.Twin);
        yield return new(
            $"people are told once that an instance is missing: {string.Join("; ", told.Select(notice => notice.Text))}",
            told is [{ NextStep: not null } notice] && notice.Text.StartsWith("Scale set has 2 of 3 instances", StringComparison.Ordinal));
        int there = seen.Twin.Azure.ScaleSet.Instances.Count;
        yield return new($"as many as are wanted are there at the end: {there}", there == seen.Twin.Options.Instances);
    }

    private static Notice[] Told(Twin twin) => [.. twin.Notices.Notices.Where(notice => notice.Kind == NoticeKind.InstancesMissing)];
}
