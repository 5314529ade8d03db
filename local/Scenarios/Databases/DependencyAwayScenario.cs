using Steadfast.Local.Scenarios.Drills;
using Steadfast.Local.Scenarios.Invariants;
using Steadfast.Local.Scenarios.Reports;
using Steadfast.Local.Scenarios.Stories;
using Steadfast.Local.Scenarios.Twins;
using Steadfast.Local.Stack.Processes;

namespace Steadfast.Local.Scenarios.Databases;

/// <summary>
/// Something that web servers use beside the database hangs, and later is killed: notes go on, what needs it is refused in time and comes
/// back, and the automation has nothing to do. A scenario says what it is, and what needs it.
/// </summary>
public abstract class DependencyAwayScenario : IScenario
{
    private const int WritesPerSecond = 50;
    private const int ReadsPerSecond = 50;

    /// <inheritdoc/>
    public abstract string Name { get; }

    /// <inheritdoc/>
    public abstract string Title { get; }

    /// <summary>The dependency in words: "the storage of files".</summary>
    protected abstract string Dependency { get; }

    /// <summary>A request that needs it, in words: "request for a file".</summary>
    protected abstract string Request { get; }

    /// <summary>Status of a request that is served.</summary>
    protected abstract string Served { get; }

    /// <summary>Time for which it hangs, and for which it is dead.</summary>
    protected abstract TimeSpan Lasting { get; }

    /// <summary>Time that is looked at after each of the two.</summary>
    protected abstract TimeSpan Afterwards { get; }

    /// <summary>Longest time in which a request is answered, by a refusal too.</summary>
    protected abstract TimeSpan Bound { get; }

    /// <summary>Longest time from the return of the dependency to the first request that is served.</summary>
    protected abstract TimeSpan Back { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string> Promises =>
    [
        "no read and no write of notes fails, and no acknowledged write is lost",
        $"a {Request} is served, or refused within {Bound.TotalSeconds} s",
        $"it is served again within {Back.TotalSeconds} s of the return of {Dependency}",
        "the automation has nothing to do",
        InvariantPolicy.Promise,
    ];

    /// <inheritdoc/>
    public abstract TwinOptions Prepare(TwinOptions options);

    /// <inheritdoc/>
    public async Task<DrillReport> RunAsync(Twin twin, Story log, CancellationToken ct)
    {
        ServerProcess server = ServerOf(twin);
        await using DatabaseDrill drill = await DatabaseDrill.OpenAsync(twin, log, WritesPerSecond, ReadsPerSecond, ct);
        await using IAsyncDisposable client = await BeginAsync(twin, ct);
        await drill.Drill.UntilAsync(() => AnsweredTo(client).Any(each => each.Outcome == Served));
        drill.Drill.Begin();

        log.Tell(Speaker.Fault, $"kill -STOP of {Dependency} (pid {server.ProcessId})");
        server.Hang();
        await drill.Drill.PassAsync(Lasting);
        server.Continue();
        DateTimeOffset goesOn = twin.Options.Clock.GetUtcNow();
        log.Tell(Speaker.Fault, $"{Dependency} goes on");
        await drill.Drill.PassAsync(Afterwards);

        log.Tell(Speaker.Fault, $"kill -9 of {Dependency} (pid {server.ProcessId})");
        server.Kill();
        await drill.Drill.PassAsync(Lasting);
        await server.StartAsync(ct);
        DateTimeOffset isBack = twin.Options.Clock.GetUtcNow();
        log.Tell(Speaker.Fault, $"{Dependency} is back (pid {server.ProcessId})");
        await drill.Drill.PassAsync(Afterwards);
        IReadOnlyList<Expectation> further = await FurtherAsync(twin, ct);

        IReadOnlyList<AnsweredRequest> requests = AnsweredTo(client);
        DatabaseDrillResult seen = await drill.EndAsync();
        log.Tell(Speaker.Client, $"{seen.ClientSentence()}; {Sentence(requests)}");
        return seen.ToReport(Name, diagnosis: null,
        [
            .. ExpectNotes(seen), .. ExpectRequests(requests), .. further,
            .. seen.All.IsTooBusy ? [] : ExpectInQuiet(seen, requests, goesOn, isBack), .. InvariantPolicy.Judge(seen.ObservedActions),
        ]);
    }

    /// <summary>The process of the dependency.</summary>
    protected abstract ServerProcess ServerOf(Twin twin);

    /// <summary>Sends a client in that needs the dependency again and again.</summary>
    protected abstract Task<IAsyncDisposable> BeginAsync(Twin twin, CancellationToken ct);

    /// <summary>The answers that this client had.</summary>
    private protected abstract IReadOnlyList<AnsweredRequest> AnsweredTo(IAsyncDisposable client);

    /// <summary>Further expectations, once the dependency is back. None by default.</summary>
    protected virtual Task<IReadOnlyList<Expectation>> FurtherAsync(Twin twin, CancellationToken ct) =>
        Task.FromResult<IReadOnlyList<Expectation>>([]);

    private string Sentence(IReadOnlyList<AnsweredRequest> requests) => $"{requests.Count} {Request}s: "
        + string.Join(
            ", ",
            requests.CountBy(static each => each.Outcome).OrderBy(static each => each.Key, StringComparer.Ordinal)
                .Select(static each => $"{each.Value} {each.Key}"))
        + $", the longest {Longest(requests).TotalMilliseconds:F0} ms";

    private static IEnumerable<Expectation> ExpectNotes(DatabaseDrillResult seen)
    {
        yield return new(
            $"no acknowledged write is lost: {seen.Notes?.Notes.Lost.Count} of {seen.Notes?.Notes.Acknowledged}",
            seen.Notes is { Notes: { Lost: [], Acknowledged: > 0 } });
        yield return new($"no write is stored twice: {seen.Notes?.Notes.Duplicated.Count}", seen.Notes is { Notes.Duplicated: [] });
        yield return new($"the database is not touched for it: {seen.Operations.Count} operations", seen.Operations.Count == 0);
    }

    private IEnumerable<Expectation> ExpectRequests(IReadOnlyList<AnsweredRequest> requests)
    {
        string[] odd = [.. requests.Select(static each => each.Outcome).Where(outcome => outcome != Served && outcome != "503").Distinct()];
        yield return new(
            $"a {Request} is served or refused, and nothing else: {(odd.Length == 0 ? "so it was" : string.Join(", ", odd))}",
            odd.Length == 0);
        yield return new(
            $"it is refused while {Dependency} is away: {requests.Count(static each => each.Outcome == "503")} times",
            requests.Any(static each => each.Outcome == "503"));
    }

    // A machine that is short of time is late by itself.
    private IEnumerable<Expectation> ExpectInQuiet(
        DatabaseDrillResult seen, IReadOnlyList<AnsweredRequest> requests, params DateTimeOffset[] returns)
    {
        yield return new(
            $"no read of notes fails: {seen.Notes?.Reads?.Failed} of {seen.Notes?.Reads?.Total}",
            seen.Notes is { Reads: { Failed: 0, Total: > 0 } });
        yield return new(
            $"no write fails: {seen.Notes?.Writes.Failed} of {seen.Notes?.Writes.Total}",
            seen.Notes is { Writes: { Failed: 0, Total: > 0 } });
        // What an alert told before the fault is of the start.
        int opened = seen.All.Incidents.Count(incident => !(incident.Timeline.Signal < seen.All.Fault));
        yield return new($"no incident is opened for it: {opened}", opened == 0);
        yield return new(
            $"each {Request} is answered within {Bound.TotalSeconds} s: {Longest(requests).TotalMilliseconds:F0} ms",
            Longest(requests) <= Bound);
        foreach (DateTimeOffset back in returns)
        {
            TimeSpan? took =
                requests.FirstOrDefault(each => each.At >= back && each.Outcome == Served) is { } first ? first.At - back : null;
            yield return new(
                $"a {Request} is served within {Back.TotalSeconds} s of the return of {Dependency}: {took?.TotalMilliseconds:F0} ms",
                took <= Back);
        }
    }

    private static TimeSpan Longest(IReadOnlyList<AnsweredRequest> requests) =>
        requests.Count == 0 ? TimeSpan.Zero : requests.Max(static each => each.Took);
}
