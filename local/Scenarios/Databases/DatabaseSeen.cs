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
    // The last write before a fault may be acknowledged a little after it.
    private static readonly TimeSpan AtOnce = TimeSpan.FromMilliseconds(500);

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

    /// <summary>
    /// What the longest time without an acknowledged write was spent on; null when it did not go from the fault to a failover. Judged from the outside: the
    /// incident's signal, the beginning and the end of the platform's operation, and the first acknowledged write.
    /// </summary>
    public WriteOutageParts? Parts
    {
        get
        {
            if (Incident?.Timeline.Signal is not { } signal || Operations.FirstOrDefault() is not { EndTime: { } end } failover || Notes?.WritesBackAt is not { } back)
            {
                return null;
            }

            if (back < failover.StartTime || signal < All.Fault || back - Notes.LongestWriteGap > All.Fault + AtOnce)
            {
                return null;
            }

            // The first write may be there before the platform says that it is done.
            DateTimeOffset taken = end < back ? end : back;
            return new(Milliseconds(signal - All.Fault), Milliseconds(failover.StartTime - signal), Milliseconds(taken - failover.StartTime), Milliseconds(back - taken));
        }
    }

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
        DrillReport report = All.ToReport(scenario, expectations);
        IncidentTimeline? times = Incident?.Timeline;
        return report with
        {
            Outcome = Incident is null ? "none" : System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(Incident.Outcome.ToString()),
            // A database that has recovered was diagnosed as healthy last.
            Diagnosis = diagnosis is { } wanted && All.WasDiagnosed(wanted) ? wanted.ToString() : Incident?.Diagnosis?.ToString(),
            Timeline = new(0, Since(Notes?.Writes.FirstFailureAt), Since(times?.Signal), Since(times?.Decided), Since(times?.ActionAccepted), Since(times?.ActionDone),
                WritesBack is { } back ? Milliseconds(back) : null, Since(times?.Closed)),
            Writes = Notes is null ? null
                : new(Notes.Notes.Acknowledged, Notes.Notes.Lost.Count, Notes.Notes.Duplicated.Count, Milliseconds(Notes.LongestWriteGap)) { Parts = Parts },
        };
    }

    private long? Since(DateTimeOffset? moment) => moment is { } at ? Milliseconds(at - All.Fault) : null;

    private static long Milliseconds(TimeSpan span) => (long)Math.Round(span.TotalMilliseconds);
}
