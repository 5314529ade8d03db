using Steadfast.Functions.Incidents;
using Steadfast.Local.AzureEmulator;
using Steadfast.Local.Scenarios.Drills;
using Steadfast.Local.Scenarios.Reports;
using Steadfast.Local.Scenarios.Stories;
using Steadfast.Local.Scenarios.Twins;

namespace Steadfast.Local.Scenarios.Lying;

/// <summary>A lie, and a dead web server that must be healed in spite of it.</summary>
public sealed class LyingScenario(Lie lie) : FaultScenario
{
    /// <inheritdoc/>
    public override string Name => $"{LyingCatalog.Prefix}{lie.Name}";

    /// <inheritdoc/>
    public override string Title => lie.Title;

    /// <summary>The diagnosis that is made in spite of the lie.</summary>
    public FailureKind Shows => lie.Expected.Diagnosis!.Value;

    /// <summary>The one answer of the control plane that is not so; null when it is not about that alone.</summary>
    public AlteredAnswer? Answer => lie.Answer;

    /// <inheritdoc/>
    protected override Ending Expected => lie.Expected;

    /// <inheritdoc/>
    protected override int RequestsPerSecond => 50;

    /// <summary>Machines without processes: what is judged is the automation, and what it is told.</summary>
    public override TwinOptions Prepare(TwinOptions options) => lie.Prepare(options with { IsCrowd = true, CanLie = true });

    /// <inheritdoc/>
    protected override Task BeforeAsync(Drill drill) => lie.Before(drill);

    /// <inheritdoc/>
    protected override void InjectFault(Drill drill)
    {
        drill.Story.Tell(Speaker.Fault, $"from now on it is told, and is not so: {lie.Title}");
        lie.Tell(drill);
        lie.Fault(drill);
    }

    /// <summary>Accepts an incident that was handed over to a person about a lie: nothing is done about it.</summary>
    protected override bool OtherEndedWell(IncidentRecord incident) =>
        incident is { Outcome: IncidentOutcome.NoAction or IncidentOutcome.Escalated, Actions: [] };

    /// <inheritdoc/>
    protected override IEnumerable<Expectation> Further(DrillResult seen)
    {
        yield return Heard(seen.Twin);
        if (seen.Twin.Azure.Database is { } database)
        {
            string[] done = [.. database.Operations.All.Select(operation => operation.Kind)];
            yield return new(
                $"nothing is done with the database, which is well: {(done.Length == 0 ? "nothing" : string.Join(", ", done))}",
                done.Length == 0);
        }

        if (lie.Words is { } words)
        {
            yield return new(
                $"Incident tells that \"{words}\": {seen.Incident?.Reason}",
                seen.HasTold(words) || seen.Incident?.Reason.Contains(words, StringComparison.OrdinalIgnoreCase) == true);
        }
    }

    /// <summary>The expectation that the automation has heard the lie at all; without that nothing is proved.</summary>
    internal static Expectation Heard(Twin twin)
    {
        int times = twin.Azure.Answers.Told + (twin.InstanceWay?.Told ?? 0) + (twin.GreetingWay?.Told ?? 0) + twin.ClocksSet
            + twin.Azure.ActionGroup.Deliveries.Count(delivery => delivery.AlertId.Contains(AlertLies.Mark, StringComparison.Ordinal));
        return new($"the lie is heard: {times} times", times > 0);
    }
}
