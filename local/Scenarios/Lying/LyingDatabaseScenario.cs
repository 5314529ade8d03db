using Steadfast.Functions.Incidents;
using Steadfast.Local.Scenarios.Databases;
using Steadfast.Local.Scenarios.Reports;
using Steadfast.Local.Scenarios.Stories;
using Steadfast.Local.Scenarios.Twins;

namespace Steadfast.Local.Scenarios.Lying;

/// <summary>A lie, and a dead primary whose standby must take over in spite of it, or must not because of it.</summary>
public sealed class LyingDatabaseScenario(DatabaseLie lie) : DatabaseScenario
{
    /// <inheritdoc/>
    public override string Name => $"{LyingCatalog.Prefix}{lie.Name}";

    /// <inheritdoc/>
    public override string Title => lie.Title;

    /// <summary>The diagnosis that is made in spite of the lie.</summary>
    public FailureKind Shows => lie.Expected.Diagnosis!.Value;

    /// <inheritdoc/>
    protected override DatabaseEnding Expected => lie.Expected;

    /// <inheritdoc/>
    protected override TwinOptions Adapt(TwinOptions options) => options with { CanLie = true };

    /// <inheritdoc/>
    protected override Task InjectFaultAsync(DatabaseDrill drill)
    {
        drill.Drill.Story.Tell(Speaker.Fault, $"from now on it is told, and is not so: {lie.Title}");
        lie.Tell(drill.Drill);
        return lie.Fault(drill);
    }

    /// <inheritdoc/>
    protected override Task PutInOrderAsync(DatabaseDrill drill) => lie.ReleaseAbandonedIncident(drill);

    /// <inheritdoc/>
    protected override IEnumerable<Expectation> Further(DatabaseDrillResult seen)
    {
        yield return LyingScenario.Heard(seen.All.Twin);
        if (lie.Words is { } words)
        {
            yield return new(
                $"Incident tells that \"{words}\": {seen.Incident?.Reason}",
                seen.All.HasTold(words) || seen.Incident?.Reason.Contains(words, StringComparison.OrdinalIgnoreCase) == true);
        }
    }
}
