using Steadfast.Functions.Incidents;
using Steadfast.Local.AzureEmulator;
using Steadfast.Local.Scenarios.Databases;
using Steadfast.Local.Scenarios.Reports;
using Steadfast.Local.Stack.Traffic;

namespace Steadfast.Local.Scenarios.Database;

/// <summary>A person orders a failover in order, as for a maintenance. Clients wait a little and see no failure.</summary>
public sealed class GracefulFailoverScenario : DatabaseScenario
{
    /// <inheritdoc/>
    public override string Name => "graceful-failover";

    /// <inheritdoc/>
    public override string Title => "a person orders a graceful failover";

    /// <inheritdoc/>
    protected override DatabaseEnding Expected => new(IncidentOutcome.Recovered, FailureKind.Healthy, OperationKind.Failover);

    private const int MaxOrders = 4;

    // What a client waits for an answer.
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(2);

    /// <inheritdoc/>
    protected override PlatformFailover Platform => PlatformFailover.On;

    /// <inheritdoc/>
    protected override int WritesPerSecond => 50;

    /// <inheritdoc/>
    protected override int ReadsPerSecond => 200;

    /// <inheritdoc/>
    protected override Task InjectFaultAsync(DatabaseDrill drill)
    {
        drill.Drill.Faults.BreakDatabase("nothing is broken: what follows is done on purpose");
        return OrderAsync(drill);
    }

    /// <summary>
    /// It is refused when one web server is late with its word at that very moment, as on a busy machine. A person then orders it again.
    /// </summary>
    protected override async Task MeanwhileAsync(DatabaseDrill drill)
    {
        for (int orders = 1; orders < MaxOrders && await drill.UntilClosedAsync(orders) && drill.OwnOperations.Count == 0; orders++)
        {
            await OrderAsync(drill);
        }
    }

    /// <inheritdoc/>
    protected override IEnumerable<Expectation> Further(DatabaseDrillResult seen)
    {
        string? asked = seen.Incident?.Actions.Select(action => action.AskedBy).FirstOrDefault();
        yield return new($"the record says who ordered it: {asked}", asked == "operator anna");
    }

    /// <inheritdoc/>
    protected override IEnumerable<Expectation> FurtherOfClient(DatabaseDrillResult seen)
    {
        yield return new($"no write fails: {Fared(seen.Notes?.Writes)}", seen.Notes?.Writes.Failed == 0);
        yield return new($"no read fails: {Fared(seen.Notes?.Reads)}", seen.Notes?.Reads?.Failed == 0);
        TimeSpan? gap = seen.Notes?.LongestWriteGap;
        yield return new($"writes wait at most {MaxWait.TotalSeconds:F0} s: {gap?.TotalMilliseconds:F0} ms", gap <= MaxWait);
    }

    private static Task OrderAsync(DatabaseDrill drill) => drill.OrderFailoverAsync("graceful", "anna", "maintenance of zone 1");

    private static string Fared(TrafficReport? traffic) => traffic is null ? "not known"
        : $"{traffic.Failed} of {traffic.Total} ({string.Join(", ", traffic.FailuresByKind.Select(kind => $"{kind.Value} {kind.Key}"))})";
}
