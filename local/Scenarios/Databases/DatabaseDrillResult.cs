using Steadfast.Functions.Incidents;
using Steadfast.Local.AzureEmulator;
using Steadfast.Local.Scenarios.Drills;
using Steadfast.Local.Scenarios.Invariants;
using Steadfast.Local.Scenarios.Reports;
using Steadfast.Local.Stack.Databases;
using Steadfast.Local.Stack.Traffic;

namespace Steadfast.Local.Scenarios.Databases;

/// <summary>
/// Observations of one run from the outside: the counting client, both servers, the platform, and the automation's own records.
/// </summary>
public sealed class DatabaseDrillResult
{
    internal DatabaseDrillResult(DatabaseDrill drill, DrillResult all, NotesReport? notes, Leftovers leftovers)
    {
        Drill = drill;
        All = all;
        Notes = notes;
        Operations = drill.OwnOperations;
        Overlaps = drill.Writable.Overlaps();
        Answers = drill.Writable.Answers;
        ObservedActions = all.ObservedActions with
        {
            Database = new(Operations, drill.FailoversAsked, drill.Standby, drill.Notes.AcknowledgedAt)
            {
                Lost = notes?.Notes.Lost.Count ?? 0,
                Leftovers = leftovers,
            },
        };
    }

    /// <summary>The run.</summary>
    public DatabaseDrill Drill { get; }

    /// <summary>Observations of every run.</summary>
    public DrillResult All { get; }

    /// <summary>Findings of the counting client; null when the database could not be asked what it has.</summary>
    public NotesReport? Notes { get; }

    /// <summary>Actions of the automation on the database, oldest first.</summary>
    public IReadOnlyList<Operation> Operations { get; }

    /// <summary>Every time in which both servers accepted writes.</summary>
    public IReadOnlyList<WritableOverlap> Overlaps { get; }

    /// <summary>Actions of the automation, those on the database too.</summary>
    public ObservedActions ObservedActions { get; }

    /// <summary>Number of times that the servers have answered whether they accept writes.</summary>
    public long Answers { get; }

    /// <summary>The incidents of the database, the oldest first.</summary>
    public IReadOnlyList<IncidentRecord> Incidents =>
        [.. All.Incidents.Where(incident => incident.Target == IncidentKey.Database).Reverse()];

    /// <summary>The incident that the report is about: the first that has acted, else the first; null when there is none.</summary>
    public IncidentRecord? Incident => Incidents.FirstOrDefault(incident => incident.Actions.Count > 0) ?? Incidents.FirstOrDefault();

    /// <summary>The earliest moment in which a write was acknowledged that is lost; null when none is.</summary>
    public DateTimeOffset? FirstLostAt => Notes is { Notes.Lost: [_, ..] lost } ? Drill.Notes.AcknowledgedAtOf(lost) : null;

    /// <summary>Time at which writes were acknowledged again after the longest time without, since the fault.</summary>
    public TimeSpan? WritesBack => Notes?.WritesBackAt - All.Fault;

    /// <summary>Parts of the longest time without an acknowledged write; null when no failover of an incident ended it.</summary>
    public WriteOutageParts? Parts =>
        Notes is { WritesBackAt: { } back } notes ? FigurePolicy.Parts(back - notes.LongestWriteGap, back, Incidents, Operations) : null;

    /// <summary>Says in one sentence how the writing client fared.</summary>
    public string ClientSentence()
    {
        if (Notes is null)
        {
            return "what is stored is not known";
        }

        return $"{Notes.Notes.Acknowledged} writes acknowledged, {Notes.Notes.Lost.Count} lost, {Notes.Notes.Duplicated.Count} duplicated, "
            + $"longest time without one {Notes.LongestWriteGap.TotalMilliseconds:F0} ms{(Parts is { } parts ? $" ({parts})" : "")}"
            + (Notes.Reads is { } reads && Drill.Twin.Cache is not null
                ? $"; {reads.Total} reads, {reads.Failed} failed{Kinds(reads)}, 99 of 100 within {reads.P99.TotalMilliseconds:F0} ms" : "");
    }

    /// <summary>The report.</summary>
    /// <param name="diagnosis">The diagnosis that was to be made; null when none in particular.</param>
    public DrillReport ToReport(string scenario, FailureKind? diagnosis, IReadOnlyList<Expectation> expectations)
    {
        DateTimeOffset? back = Notes?.WritesBackAt;
        DrillReport report = All.Figures(scenario, expectations, Incident, Notes?.Writes.FirstFailureAt, back);
        return (report with
        {
            // A database that has recovered was diagnosed as healthy last.
            Diagnosis = diagnosis is { } wanted && All.WasDiagnosed(wanted) ? wanted.ToString() : report.Diagnosis,
            Writes = Notes is null ? null : Written(Notes),
            Reads = Notes?.Reads is { } reads ? new(reads.Total, reads.Failed, FigurePolicy.Milliseconds(reads.P99)) : null,
        }).Judged(Incident, All.Fault, back);
    }

    private static string Kinds(TrafficReport report) => report.Failed == 0
        ? "" : $" ({string.Join(", ", report.FailuresByKind.Select(static kind => $"{kind.Value} {kind.Key}"))})";

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
