using Steadfast.Functions.Incidents;
using Steadfast.Functions.Instances;
using Steadfast.Functions.Watchdog;
using Steadfast.Local.AzureEmulator;
using Steadfast.Local.Scenarios.Invariants;
using Steadfast.Local.Scenarios.Reports;
using Steadfast.Local.Scenarios.Twins;
using Steadfast.Local.Stack.Traffic;

namespace Steadfast.Local.Scenarios.Drills;

/// <summary>Observations of one run from the outside: client, balancer, control plane, and the automation's own records.</summary>
public sealed class DrillResult
{
    // A quarter of the time that a request of the client may take.
    private static readonly TimeSpan TooLate = TimeSpan.FromMilliseconds(250);

    private static readonly TimeSpan StartOfTwin = TimeSpan.FromMinutes(1);

    private readonly Drill _drill;
    private readonly Recorder _recorder;

    internal DrillResult(
        Drill drill, IReadOnlyList<IncidentRecord> incidents, IReadOnlyList<Operation> own, Recorder recorder, AutomationView? automation,
        IReadOnlyList<string> held)
    {
        _drill = drill;
        _recorder = recorder;
        Incidents = incidents;
        Requests = drill.Client.Report(drill.Fault);
        WereToldOf = drill.WereToldOf(OfFault);
        ObservedActions = new(drill.FirstMembers.Count, drill.Twin.Options.Bounds, own, incidents, recorder.Health, drill.Operators.Pauses)
        {
            // What web servers tell of themselves may be as old as they are.
            Run = new(drill.Began - StartOfTwin, drill.Twin.Options.Clock.GetUtcNow()),
            Moves = recorder.Moves,
            ByAnybody = drill.Twin.Azure.Operations.All,
            Notices = drill.Twin.Notices.Notices,
            AlertAnswers = [.. drill.Twin.Azure.ActionGroup.Deliveries.Select(delivery => delivery.Outcome)],
            Secrets = [
                drill.Twin.Options.FunctionKey, drill.Twin.Options.MasterKey, drill.Twin.Options.ArmToken, Lying.DatabaseLies.Secret],
            MaxStatus = drill.MaxStatus,
            LastLook = automation?.Watchdog?.At,
            Leases = drill.Operators.Leases,
            Aborts = drill.Operators.Aborts,
            Modes = automation?.Modes ?? new(),
            Held = held,
            Refused = [.. drill.Twin.Azure.Requests.Entries
                .Where(request => request is { Error: not null } && request.At >= drill.Began && request.Method is not "GET")
                .Select(
                    request => new RefusedRequest(
                        request.At, $"{request.Method} {request.Path}{(request.Capacity is { } wanted ? $" to {wanted}" : "")}",
                        request.Error!))],
            Answers = drill.Twin.Functions.Answers,
            MemoryMb = drill.Twin.FunctionsMemoryMb,
            JournalMb = drill.Twin.FunctionsJournalMb,
        };
    }

    /// <summary>The twin, which still runs.</summary>
    public Twin Twin => _drill.Twin;

    /// <summary>Time of the fault.</summary>
    public DateTimeOffset Fault => _drill.Fault;

    /// <summary>Service that the client was given from the fault on.</summary>
    public TrafficReport Requests { get; }

    /// <summary>The automation's records, the newest first.</summary>
    public IReadOnlyList<IncidentRecord> Incidents { get; }

    /// <summary>
    /// True when the machine was too busy for the client's figures to mean anything: the client itself could not keep to its schedule.
    /// </summary>
    public bool IsTooBusy => Requests.WorstLag > TooLate;

    /// <summary>The incidents of those that were hurt, the newest first; without those of <see cref="FigurePolicy.WithoutLate"/>.</summary>
    public IReadOnlyList<IncidentRecord> OfFault => FigurePolicy.WithoutLate([.. Incidents.Where(_drill.IsAboutFault)], IsTooBusy);

    /// <summary>
    /// The incidents of everybody else. On a machine that is short of time, a server that was not hurt may be late with an answer; such an
    /// incident must find it well and do nothing.
    /// </summary>
    public IReadOnlyList<IncidentRecord> OfOthers => [.. Incidents.Except(OfFault)];

    /// <summary>Actions of the automation.</summary>
    public ObservedActions ObservedActions { get; }

    /// <summary>Evidence that was saved, as the API shows it at the end.</summary>
    public IReadOnlyList<Evidence> Evidence { get; internal init; } = [];

    /// <summary>Of how many incidents of those that were hurt people were told all there is to tell.</summary>
    public int WereToldOf { get; }

    /// <summary>
    /// The record that the report is about: of those that were hurt the one that has acted and ended last, else the newest; null when there
    /// is none.
    /// </summary>
    public IncidentRecord? Incident => OfFault.Where(incident => incident.Actions.Count > 0)
        .MaxBy(incident => incident.Timeline.Closed ?? DateTimeOffset.MaxValue)
        ?? OfFault.FirstOrDefault() ?? Incidents.FirstOrDefault();

    /// <summary>
    /// Its actions through the platform since the fault, in order: "restart 1". A machine that is too busy at the start may lead to one
    /// before it.
    /// </summary>
    public IReadOnlyList<string> Actions =>
        [.. ObservedActions.Repairs.Where(operation => operation.StartTime >= Fault).Select(operation => $"{operation.Kind} {operation.InstanceId}".TrimEnd())];

    /// <summary>
    /// Time when the client was served again by every machine that was hurt and by every one that came for another, since the fault;
    /// null when one of them does not serve.
    /// </summary>
    public TimeSpan? Restored => Latest([.. Twin.Machines
        .Where(machine => _drill.Faults.Affected.Contains(machine.Id) || !_drill.FirstMembers.Contains(machine.Id))
        .Select(machine => ServedAgain(machine.Id))]) - Fault;

    /// <summary>The client's last failed request, since the fault.</summary>
    public TimeSpan? LastFailure => Requests.LastFailureAt - Fault;

    /// <summary>
    /// The last new connection to a machine before the balancer took it out for the first time, since the fault; negative when none came
    /// after it.
    /// </summary>
    public TimeSpan? LastFlow(string instanceId) => _recorder.LastFlow(instanceId) - Fault;

    /// <summary>Tells whether a diagnosis was made in any incident, at any step.</summary>
    public bool WasDiagnosed(FailureKind kind) => Incidents.Any(incident => incident.Steps.Any(step => step.Diagnosis == kind));

    /// <summary>Tells whether an incident told a sentence with these words.</summary>
    public bool HasTold(string words) =>
        Incidents.Any(incident => incident.Steps.Any(step => step.Text.Contains(words, StringComparison.OrdinalIgnoreCase)));

    /// <summary>Tells whether evidence was saved before what destroys it, and can be read where it should be, as expectations.</summary>
    public IEnumerable<Expectation> EvidenceWasSaved(int times)
    {
        int saved = Incidents.Sum(incident => incident.Evidence.Count);
        yield return new($"Evidence is saved before a reimage or a replacement, {times} expected: {saved}", saved == times);
        int read = Evidence.Count(one => one.Parts.Any(part => part.Text.Length > 0) && one.Blob is not null == Twin.Files is not null);
        string place = Twin.Files is null ? "the history of its incident" : "its container";
        yield return new($"Evidence is read again through the API, out of {place}, {times} expected: {read}", read == times);
    }

    /// <summary>Says in one sentence how the client was hurt.</summary>
    public string ClientSentence() =>
        $"{Requests.Failed} of {Requests.Total} requests failed ({Failures()}), failures within {Requests.Impaired.TotalSeconds:F2} s, "
        + $"longest outage {Requests.LongestOutage.TotalMilliseconds:F0} ms (client late by up to {Requests.WorstLag.TotalMilliseconds:F0} ms)";

    /// <summary>The report.</summary>
    public DrillReport ToReport(string scenario, IReadOnlyList<Expectation> expectations)
    {
        DrillReport report = Figures(scenario, expectations, Incident, Requests.FirstFailureAt, RestoredOf(Incident));
        return report.Judged(Incident, Fault, RestoredOf(Incident));
    }

    /// <summary>The report before its figures are held against each other.</summary>
    internal DrillReport Figures(
        string scenario, IReadOnlyList<Expectation> expectations, IncidentRecord? incident, DateTimeOffset? firstFailure,
        DateTimeOffset? restored) => new(
        scenario,
        Twin.Options.PaceName,
        incident is null ? "none" : Lower(incident.Outcome),
        incident?.Diagnosis?.ToString(),
        [.. Incidents.Reverse().SelectMany(one => one.Actions).Select(action =>
            new ActionReport(
                action.Kind, action.Target, action.AskedBy, Since(action.Accepted), Since(action.Done), Lower(action.Result)))],
        Times(incident, firstFailure, restored),
        new(Requests.Total, Requests.Failed, Milliseconds(Requests.LongestOutage), Milliseconds(Requests.Impaired)),
        Writes: null,
        expectations)
        {
            Host = Twin.Options.HostName,
            Busy = IsTooBusy,
        };

    private TimelineReport Times(IncidentRecord? incident, DateTimeOffset? firstFailure, DateTimeOffset? restored)
    {
        IncidentTimeline times = incident?.Timeline ?? new();
        TimelineReport report = new(
            0, Since(firstFailure), Since(times.Signal), Since(times.Decided), Since(FigurePolicy.FirstAccepted(incident)),
            Since(times.ActionDone), Since(restored), Since(times.Closed));
        return report with { Target = incident?.Target };
    }

    // Of the instance that an incident is about: it, or who came for it.
    private DateTimeOffset? RestoredOf(IncidentRecord? incident) => Twin.Machines.Any(machine => machine.Id == incident?.Target)
        ? ServedAgain(incident!.Target)
        : Fault + Restored;

    // From the end of its last repair on, or from the first failure when nothing was done: before that it may still have answered.
    private DateTimeOffset? ServedAgain(string instanceId)
    {
        Operation? repair = ObservedActions.Repairs.LastOrDefault(operation => operation.InstanceId == instanceId);
        DateTimeOffset since = repair?.EndTime ?? repair?.StartTime ?? Requests.FirstFailureAt ?? Fault;
        return _drill.Client.Report(since).FirstGoodAt.TryGetValue(instanceId, out DateTimeOffset served) ? served : null;
    }

    private static DateTimeOffset? Latest(DateTimeOffset?[] all) => all.Length == 0 || all.Contains(null) ? null : all.Max();

    private string Failures() =>
        string.Join(", ", Requests.FailuresByKind.Select(pair => $"{pair.Value} {pair.Key}")) is { Length: > 0 } text ? text : "none";

    private long? Since(DateTimeOffset? moment) => FigurePolicy.Since(Fault, moment);

    private static long Milliseconds(TimeSpan span) => FigurePolicy.Milliseconds(span);

    private static string Lower<T>(T value) where T : struct, Enum => System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(value.ToString());
}
