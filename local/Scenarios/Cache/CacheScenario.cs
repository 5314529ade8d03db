using Steadfast.Local.Scenarios.Databases;
using Steadfast.Local.Scenarios.Invariants;
using Steadfast.Local.Scenarios.Reports;
using Steadfast.Local.Scenarios.Stories;
using Steadfast.Local.Scenarios.Twins;

namespace Steadfast.Local.Scenarios.Cache;

/// <summary>A fault of the cache under reads and writes: nobody may notice, and the automation has nothing to do.</summary>
public abstract class CacheScenario : IScenario
{
    private const int WritesPerSecond = 50;
    private const int ReadsPerSecond = 100;
    private static readonly TimeSpan Lasting = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan Afterwards = TimeSpan.FromSeconds(3);

    /// <inheritdoc/>
    public abstract string Name { get; }

    /// <inheritdoc/>
    public abstract string Title { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string> Promises =>
    [
        "no read and no write fails",
        "no acknowledged write is lost, and none is stored twice",
        "the automation has nothing to do",
        InvariantPolicy.Promise,
    ];

    /// <inheritdoc/>
    public TwinOptions Prepare(TwinOptions options) => options with { HasDatabase = true, HasCache = true };

    /// <summary>Does the fault, and returns what it is in words.</summary>
    protected abstract Task<string> InjectFaultAsync(TwinCache cache, CancellationToken ct);

    /// <summary>Ends the fault.</summary>
    protected abstract Task MendAsync(TwinCache cache, CancellationToken ct);

    /// <inheritdoc/>
    public async Task<DrillReport> RunAsync(Twin twin, Story log, CancellationToken ct)
    {
        await using DatabaseDrill drill = await DatabaseDrill.OpenAsync(twin, log, WritesPerSecond, ReadsPerSecond, ct);
        await drill.Drill.UntilAsync(() => drill.Notes.Read() is { Total: > ReadsPerSecond });
        drill.Drill.Begin();
        log.Tell(Speaker.Fault, await InjectFaultAsync(twin.Cache!, ct));
        await drill.Drill.PassAsync(Lasting);
        await MendAsync(twin.Cache!, ct);
        log.Tell(Speaker.Fault, "the cache is well again");
        await drill.Drill.PassAsync(Afterwards);
        DatabaseDrillResult seen = await drill.EndAsync();
        log.Tell(Speaker.Client, seen.ClientSentence());
        return seen.ToReport(
            Name, diagnosis: null,
            [.. Expect(seen), .. seen.All.IsTooBusy ? [] : ExpectInQuiet(seen), .. InvariantPolicy.Judge(seen.ObservedActions)]);
    }

    private static IEnumerable<Expectation> Expect(DatabaseDrillResult seen)
    {
        yield return new(
            $"no acknowledged write is lost: {seen.Notes?.Notes.Lost.Count} of {seen.Notes?.Notes.Acknowledged}",
            seen.Notes is { Notes: { Lost: [], Acknowledged: > 0 } });
        yield return new($"no write is stored twice: {seen.Notes?.Notes.Duplicated.Count}", seen.Notes is { Notes.Duplicated: [] });
        yield return new($"the database is not touched for it: {seen.Operations.Count} operations", seen.Operations.Count == 0);
    }

    // A machine that is short of time is late by itself.
    private static IEnumerable<Expectation> ExpectInQuiet(DatabaseDrillResult seen)
    {
        yield return new(
            $"no read fails: {seen.Notes?.Reads?.Failed} of {seen.Notes?.Reads?.Total}",
            seen.Notes is { Reads: { Failed: 0, Total: > 0 } });
        yield return new(
            $"no write fails: {seen.Notes?.Writes.Failed} of {seen.Notes?.Writes.Total}",
            seen.Notes is { Writes: { Failed: 0, Total: > 0 } });
        // What an alert told before the fault is of the start.
        int opened = seen.All.Incidents.Count(incident => !(incident.Timeline.Signal < seen.All.Fault));
        yield return new($"no incident is opened for it: {opened}", opened == 0);
    }
}
