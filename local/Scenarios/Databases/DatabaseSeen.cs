using Steadfast.Functions.Incidents;
using Steadfast.Local.AzureEmulator;
using Steadfast.Local.Scenarios.Invariants;
using Steadfast.Local.Scenarios.Reports;
using Steadfast.Local.Scenarios.Scenes;
using Steadfast.Local.Stack.Databases;
using Steadfast.Local.Stack.Traffic;

namespace Steadfast.Local.Scenarios.Databases;

/// <summary>What was seen of one run from the outside: the counting client, both servers, the platform, and the automation's own records.</summary>
public sealed class DatabaseSeen
{
    internal DatabaseSeen(DatabaseScene scene, Seen all, NotesReport? notes)
    {
        (Scene, All, Notes) = (scene, all, notes);
        Operations = scene.OwnOperations;
        Overlaps = scene.Writable.Overlaps();
        Answers = scene.Writable.Answers;
        Conduct = all.Conduct with { Database = new(Operations, scene.FailoversAsked, scene.Standby, scene.Notes.AcknowledgedAt) };
    }

    /// <summary>The run.</summary>
    public DatabaseScene Scene { get; }

    /// <summary>What is seen of every run.</summary>
    public Seen All { get; }

    /// <summary>What the counting client found; null when the database could not be asked what it has.</summary>
    public NotesReport? Notes { get; }

    /// <summary>What the automation had the platform do with the database, oldest first.</summary>
    public IReadOnlyList<Operation> Operations { get; }

    /// <summary>Every time in which both servers accepted writes.</summary>
    public IReadOnlyList<WritableOverlap> Overlaps { get; }

    /// <summary>What the automation did, with the database too.</summary>
    public Conduct Conduct { get; }

    /// <summary>How often the servers have answered whether they accept writes.</summary>
    public long Answers { get; }

    /// <summary>The incidents of the database, the oldest first.</summary>
    public IReadOnlyList<IncidentRecord> Incidents => [.. All.Incidents.Where(incident => incident.Target == IncidentKey.Database).Reverse()];

    /// <summary>The incident that the report is about: the first that has acted, else the first; null when there is none.</summary>
    public IncidentRecord? Incident => Incidents.FirstOrDefault(incident => incident.Actions.Count > 0) ?? Incidents.FirstOrDefault();

    /// <summary>When writes were acknowledged again after the longest time without, since the fault.</summary>
    public TimeSpan? WritesBack => Notes?.WritesBackAt - All.Fault;

    /// <summary>What the longest time without an acknowledged write was spent on; null when no failover of an incident ended it.</summary>
    public WriteOutageParts? Parts => Notes is { WritesBackAt: { } back } notes ? FigurePolicy.Parts(back - notes.LongestWriteGap, back, Incidents, Operations) : null;

    /// <summary>How the writing client fared, in one sentence.</summary>
    public string ClientSentence()
    {
        if (Notes is null)
        {
            return "what is stored is not known";
        }

        return $"{Notes.Notes.Acknowledged} writes acknowledged, {Notes.Notes.Lost.Count} lost, {Notes.Notes.Duplicated.Count} duplicated, "
            + $"longest time without one {Notes.LongestWriteGap.TotalMilliseconds:F0} ms{(Parts is { } parts ? $" ({parts})" : "")}";
    }

    /// <summary>The report.</summary>
    /// <param name="scenario">Name of the scenario.</param>
    /// <param name="diagnosis">The diagnosis that was to be made; null when none in particular.</param>
    /// <param name="expectations">The judged expectations.</param>
    public DrillReport ToReport(string scenario, FailureKind? diagnosis, IReadOnlyList<Expectation> expectations)
    {
        DateTimeOffset? back = Notes?.WritesBackAt;
        DrillReport report = All.Figures(scenario, expectations, Incident, Notes?.Writes.FirstFailureAt, back);
        return (report with
        {
            // A database that has recovered was diagnosed as healthy last.
            Diagnosis = diagnosis is { } wanted && All.WasDiagnosed(wanted) ? wanted.ToString() : report.Diagnosis,
            Writes = Notes is null ? null : Written(Notes),
        }).Judged(Incident, All.Fault, back);
    }

    private WriteReport Written(NotesReport notes)
    {
        long outage = FigurePolicy.Milliseconds(notes.LongestWriteGap);
        return new(notes.Notes.Acknowledged, notes.Notes.Lost.Count, notes.Notes.Duplicated.Count, outage)
        {
            Requests = new(notes.Writes.Total, notes.Writes.Failed, outage, FigurePolicy.Milliseconds(notes.Writes.Impaired)),
            Parts = Parts,
        };
    }
}
