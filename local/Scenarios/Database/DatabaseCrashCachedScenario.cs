using Steadfast.Functions.Incidents;
using Steadfast.Local.AzureEmulator;
using Steadfast.Local.Scenarios.Databases;
using Steadfast.Local.Scenarios.Reports;
using Steadfast.Local.Scenarios.Twins;

namespace Steadfast.Local.Scenarios.Database;

/// <summary>
/// kill -9 of the primary with a cache in front of it: readers are given the last known notes, marked, and no read fails.
/// </summary>
public sealed class DatabaseCrashCachedScenario : DatabaseScenario
{
    // Ten seconds of them.
    private const int WarmReads = 2_000;

    /// <inheritdoc/>
    public override string Name => "database-crash-cached";

    /// <inheritdoc/>
    public override string Title => "the primary database server is killed, and reads go on from the cache";

    /// <inheritdoc/>
    protected override DatabaseEnding Expected => new(IncidentOutcome.Recovered, FailureKind.DatabaseUnavailable, OperationKind.Failover);

    /// <inheritdoc/>
    protected override PlatformFailover Platform => PlatformFailover.Late;

    /// <inheritdoc/>
    protected override int WritesPerSecond => 200;

    /// <inheritdoc/>
    protected override int ReadsPerSecond => 200;

    /// <inheritdoc/>
    protected override TwinOptions Adapt(TwinOptions options) => options with { HasCache = true };

    /// <inheritdoc/>
    protected override async Task InjectFaultAsync(DatabaseDrill drill)
    {
        // Web servers in service have been up for longer: in its first seconds one compiles what is called often, and reads wait for that.
        await drill.Drill.UntilAsync(() => drill.Notes.Read() is { } reads && reads.Total >= WarmReads);
        drill.CrashPrimary();
    }

    /// <inheritdoc/>
    protected override IEnumerable<Expectation> FurtherOfClient(DatabaseDrillResult seen) =>
    [
        new(
            $"no read fails: {seen.Notes?.Reads?.Failed} of {seen.Notes?.Reads?.Total}",
            seen.Notes is { Reads: { Failed: 0, Total: > 0 } }),
    ];
}
