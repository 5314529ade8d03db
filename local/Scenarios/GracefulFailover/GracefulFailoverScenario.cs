using Steadfast.Functions.Diagnosis;
using Steadfast.Functions.Incidents;
using Steadfast.Local.Azure;
using Steadfast.Local.Scenarios.Databases;
using Steadfast.Local.Scenarios.Reports;
using Steadfast.Local.Stack.Traffic;

namespace Steadfast.Local.Scenarios.GracefulFailover;

/// <summary>A person orders a failover in order, as for a maintenance. Clients wait a little and see no failure.</summary>
public sealed class GracefulFailoverScenario : DatabaseScenario
{
    /// <inheritdoc/>
    public override string Name => "graceful-failover";

    /// <inheritdoc/>
    public override string Title => "a person orders a graceful failover";

    /// <inheritdoc/>
    protected override DatabaseEnding Expected => new(IncidentOutcome.Recovered, FailureKind.Healthy, OperationKind.Failover);

    // What a client waits for an answer.
    private static readonly TimeSpan MostWait = TimeSpan.FromSeconds(2);

    /// <inheritdoc/>
    protected override PlatformFailover Platform => PlatformFailover.On;

    /// <inheritdoc/>
    protected override int WritesPerSecond => 50;

    /// <inheritdoc/>
    protected override int ReadsPerSecond => 200;

    /// <inheritdoc/>
    protected override Task HurtAsync(DatabaseScene scene)
    {
        scene.Scene.Faults.HurtDatabase("nothing is broken: what follows is done on purpose");
        return scene.OrderFailoverAsync("graceful", "anna", "maintenance of zone 1");
    }

    /// <inheritdoc/>
    protected override IEnumerable<Expectation> Further(DatabaseSeen seen)
    {
        string? asked = seen.Incident?.Actions.FirstOrDefault()?.AskedBy;
        yield return new($"the record says who ordered it: {asked}", asked == "operator anna");
    }

    /// <inheritdoc/>
    protected override IEnumerable<Expectation> FurtherOfClient(DatabaseSeen seen)
    {
        yield return new($"no write fails: {Fared(seen.Notes?.Writes)}", seen.Notes?.Writes.Failed == 0);
        yield return new($"no read fails: {Fared(seen.Notes?.Reads)}", seen.Notes?.Reads?.Failed == 0);
        TimeSpan? gap = seen.Notes?.LongestWriteGap;
        yield return new($"writes wait at most {MostWait.TotalSeconds:F0} s: {gap?.TotalMilliseconds:F0} ms", gap <= MostWait);
    }

    private static string Fared(TrafficReport? traffic) => traffic is null ? "not known"
        : $"{traffic.Failed} of {traffic.Total} ({string.Join(", ", traffic.FailuresByKind.Select(kind => $"{kind.Value} {kind.Key}"))})";
}
