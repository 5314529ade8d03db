using Steadfast.Functions.Incidents;
using Steadfast.Local.AzureEmulator;
using Steadfast.Local.Scenarios.Invariants;
using Steadfast.Local.Scenarios.Reports;
using Steadfast.Local.Scenarios.Stories;
using Steadfast.Local.Scenarios.Twins;

namespace Steadfast.Local.Scenarios.Databases;

/// <summary>
/// A fault of the database, or of the way to it, while a client writes and keeps count. A scenario says what the fault is and how it must
/// end.
/// </summary>
public abstract class DatabaseScenario : IScenario
{
    /// <inheritdoc/>
    public abstract string Name { get; }

    /// <inheritdoc/>
    public abstract string Title { get; }

    /// <summary>Expected ending.</summary>
    protected abstract DatabaseEnding Expected { get; }

    /// <summary>Action of the platform by itself. Default nothing, so that what is seen is the automation's doing.</summary>
    protected virtual PlatformFailover Platform => PlatformFailover.Absent;

    /// <summary>Notes written a second.</summary>
    protected virtual int WritesPerSecond => 50;

    /// <summary>Lists of notes read a second.</summary>
    protected virtual int ReadsPerSecond => 20;

    /// <summary>Number of incidents of the database that must be opened.</summary>
    protected virtual int Incidents => 1;

    /// <summary>Tells whether acknowledged writes are lost, because the pair went on without its standby. Default no.</summary>
    protected virtual bool Loses => false;

    /// <summary>True when no web server is hurt, so that the page, which needs no database, must be served all the time.</summary>
    protected virtual bool PageIsServed => true;

    /// <inheritdoc/>
    public IReadOnlyList<string> Promises =>
    [
        .. Expected.Diagnosis is { } diagnosis ? [$"the incident is diagnosed as {diagnosis}"] : Array.Empty<string>(),
        $"actions on the database: {Listed(Expected.Actions)}; on web servers: {Listed(Expected.OnWebServers)}",
        $"its incident ends as {Expected.Outcome}, and people are told",
        Loses ? "acknowledged writes are lost, as nobody can help" : "no acknowledged write is lost",
        "no write is stored twice, and never two servers accept writes",
        "writes are acknowledged at the end as before",
        .. PageIsServed ? ["the page is served all the time"] : Array.Empty<string>(),
        InvariantPolicy.Promise,
    ];

    /// <summary>Settings of the twin: everything has the database.</summary>
    public TwinOptions Prepare(TwinOptions options) => Adapt(options with { HasDatabase = true, PlatformFailover = Platform });

    /// <summary>Says what else the twin must be made of. Nothing by default.</summary>
    protected virtual TwinOptions Adapt(TwinOptions options) => options;

    /// <summary>Does the fault.</summary>
    protected abstract Task InjectFaultAsync(DatabaseDrill drill);

    /// <summary>Does something more while the automation is at work. Nothing by default.</summary>
    protected virtual Task MeanwhileAsync(DatabaseDrill drill) => Task.CompletedTask;

    /// <summary>Puts in order what the automation rightly did not, so that what is stored can be compared. Nothing by default.</summary>
    protected virtual Task PutInOrderAsync(DatabaseDrill drill) => Task.CompletedTask;

    /// <summary>Further expectations. None by default.</summary>
    protected virtual IEnumerable<Expectation> Further(DatabaseDrillResult seen) => [];

    /// <summary>Further expectations of the client, unless the machine was too busy to judge that. None by default.</summary>
    protected virtual IEnumerable<Expectation> FurtherOfClient(DatabaseDrillResult seen) => [];

    /// <inheritdoc/>
    public async Task<DrillReport> RunAsync(Twin twin, Story log, CancellationToken ct)
    {
        await using DatabaseDrill drill = await DatabaseDrill.OpenAsync(twin, log, WritesPerSecond, ReadsPerSecond, ct);
        drill.Drill.Begin();
        await InjectFaultAsync(drill);
        await MeanwhileAsync(drill);
        await drill.UntilClosedAsync(Incidents);
        await PutInOrderAsync(drill);
        bool writesAreBack = await drill.UntilWritesAsync();
        await drill.UntilClosedAsync(Incidents);
        await drill.Drill.UntilToldAsync();
        DatabaseDrillResult seen = await drill.EndAsync();
        log.Tell(Speaker.Client, seen.ClientSentence());
        if (seen.All.IsTooBusy)
        {
            log.Tell(Speaker.Client, "Machine too busy: client figures, and whether a late web server was left alone, not judged");
        }

        Expectation back = new($"writes are acknowledged at the end as before: {(writesAreBack ? "yes" : "no")}", writesAreBack);
        return seen.ToReport(
            Name, Expected.Diagnosis,
            [
                .. Expect(seen), back, .. Further(seen), .. seen.All.IsTooBusy ? [] : ExpectInQuiet(seen),
                .. InvariantPolicy.Judge(seen.ObservedActions),
            ]);
    }

    private IEnumerable<Expectation> Expect(DatabaseDrillResult seen)
    {
        if (Expected.Diagnosis is { } diagnosis)
        {
            bool was = seen.All.WasDiagnosed(diagnosis);
            yield return new($"Incident is diagnosed as {diagnosis}: {(was ? "yes" : $"no, {seen.Incident?.Diagnosis}")}", was);
        }

        string[] actions = [.. seen.Operations.Select(operation => operation.Kind)];
        yield return new(
            $"Actions on the database ({Listed(Expected.Actions)} expected): {Listed(actions)}", actions.SequenceEqual(Expected.Actions));
        yield return new($"its incident ends as {Expected.Outcome}: {Ends(seen.Incident)}", seen.Incident?.Outcome == Expected.Outcome);
        yield return new($"Incidents opened, at least {Incidents} expected: {seen.All.OfFault.Count}", seen.All.OfFault.Count >= Incidents);
        yield return new(
            $"People are told when each was opened and how it ended, {seen.All.OfFault.Count} expected: {seen.All.WereToldOf}",
            seen.All.WereToldOf == seen.All.OfFault.Count);
        yield return new(
            $"{(Loses ? "acknowledged writes are lost, as nobody can help" : "no acknowledged write is lost")}: "
                + $"{Numbers(seen.Notes?.Notes.Lost)} of {seen.Notes?.Notes.Acknowledged}",
            seen.Notes is { Notes: { Lost: var lost, Acknowledged: > 0 } } && lost.Count > 0 == Loses);
        yield return new($"no write is stored twice: {Numbers(seen.Notes?.Notes.Duplicated)}", seen.Notes is { Notes.Duplicated: [] });
        yield return new(
            $"never two servers accept writes: {seen.Overlaps.Count} times in {seen.Answers} answers, asked for every 10 ms",
            seen is { Overlaps: [], Answers: > 0 });
    }

    /// <summary>
    /// Tells whether an incident that is not the scenario's own ended as it may: without a fault that is left, and without an action.
    /// </summary>
    protected virtual bool OtherEndedWell(IncidentRecord incident) => incident is { Outcome: IncidentOutcome.NoAction, Actions: [] };

    // A web server without processor time is late like one that is sick, and is looked into and repaired like one.
    private IEnumerable<Expectation> ExpectInQuiet(DatabaseDrillResult seen)
    {
        yield return new(
            $"what it does to web servers ({Listed(Expected.OnWebServers)} expected): {Listed(seen.All.Actions)}",
            seen.All.Actions.SequenceEqual(Expected.OnWebServers));
        IncidentRecord[] others = [.. seen.All.Incidents.Where(incident => !IsExpected(incident, seen))];
        if (others.Length > 0)
        {
            yield return new(
                $"whatever else was looked into ends without an action: {string.Join("; ", others.Select(Ends).Distinct())}",
                others.All(OtherEndedWell));
        }

        if (PageIsServed)
        {
            yield return new(
                $"the page is served all the time: {seen.All.Requests.Failed} of {seen.All.Requests.Total} requests failed",
                seen.All.Requests.Failed == 0);
        }

        foreach (Expectation further in FurtherOfClient(seen))
        {
            yield return further;
        }
    }

    // The first ones of the database, what a person has ordered, and those of whoever else was hurt.
    private bool IsExpected(IncidentRecord incident, DatabaseDrillResult seen) => incident.Target == IncidentKey.Database
        ? incident == seen.Incident
            || seen.Incidents.Take(Incidents).Contains(incident) || incident.StartedBy.StartsWith("operator ", StringComparison.Ordinal)
        : seen.All.OfFault.Contains(incident);

    private static string Ends(IncidentRecord? incident) => incident is null ? "none was opened" : $"{incident.Outcome}, {incident.Reason}";

    private static string Numbers(IReadOnlyList<int>? numbers) => numbers switch
    {
        null => "not known",
        [] => "0",
        _ => $"{numbers.Count} ({string.Join(", ", numbers.Take(5))})",
    };

    private static string Listed(IReadOnlyList<string> actions) => actions.Count == 0 ? "nothing" : string.Join(", ", actions);
}
