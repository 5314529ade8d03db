using Steadfast.Functions.Incidents;
using Steadfast.Local.Scenarios.Invariants;
using Steadfast.Local.Scenarios.Reports;
using Steadfast.Local.Scenarios.Stories;
using Steadfast.Local.Scenarios.Twins;
using Steadfast.Local.Stack.Traffic;

namespace Steadfast.Local.Scenarios.Drills;

/// <summary>A fault under load, which the automation alone must handle. A scenario says what the fault is and how it must end.</summary>
public abstract class FaultScenario : IScenario
{
    /// <summary>The instance that most scenarios hurt.</summary>
    protected const string Target = "1";

    // A timer of a busy machine may fire this much late; it is not part of what is promised.
    private static readonly TimeSpan TimerSlack = TimeSpan.FromMilliseconds(50);

    /// <inheritdoc/>
    public abstract string Name { get; }

    /// <inheritdoc/>
    public abstract string Title { get; }

    /// <summary>Expected ending.</summary>
    protected abstract Ending Expected { get; }

    /// <summary>Number of incidents that must be opened for those that are hurt.</summary>
    protected virtual int Incidents => 1;

    /// <summary>
    /// Within how many probe intervals the balancer must stop sending to <see cref="Target"/>; null when that is not the question.
    /// </summary>
    protected virtual int? ProbeIntervals => null;

    /// <summary>True when others always serve while one does not.</summary>
    protected virtual bool OthersServe => true;

    /// <summary>Number of requests per second that the client sends.</summary>
    protected virtual int RequestsPerSecond => 200;

    /// <inheritdoc/>
    public virtual TwinOptions Prepare(TwinOptions options) => options;

    /// <summary>Does what must be done before the fault. Nothing by default.</summary>
    protected virtual Task BeforeAsync(Drill drill) => Task.CompletedTask;

    /// <summary>Does the fault.</summary>
    protected abstract void InjectFault(Drill drill);

    /// <summary>Does something more while the automation is at work. Nothing by default.</summary>
    protected virtual Task MeanwhileAsync(Drill drill) => Task.CompletedTask;

    /// <summary>Waits until all is over. By default: until as many incidents as must be opened are there and all are closed.</summary>
    protected virtual Task UntilOverAsync(Drill drill) => drill.UntilIncidentsAsync(
        incidents =>
            incidents.Count(drill.IsAboutFault) >= Incidents && incidents.All(incident => incident.Outcome != IncidentOutcome.Open));

    /// <summary>Tells whether as many incidents were opened as should have been. By default: exactly those that are expected.</summary>
    protected virtual bool OpenedWell(DrillResult seen) => seen.OfFault.Count == Incidents;

    /// <summary>
    /// Tells whether what the automation did is what it should have done. By default: exactly the expected actions in their order.
    /// </summary>
    protected virtual bool ActedWell(IReadOnlyList<string> actions) => actions.SequenceEqual(Expected.Actions);

    /// <summary>
    /// Tells whether an incident of one that was not hurt ended as it may. By default: without a fault that is left, and without an action.
    /// </summary>
    protected virtual bool OtherEndedWell(IncidentRecord incident) => incident is { Outcome: IncidentOutcome.NoAction, Actions: [] };

    /// <summary>The expected actions in words, for who leaves open which instance or which order.</summary>
    protected virtual string ExpectedActions => Listed(Expected.Actions);

    /// <summary>Further expectations. None by default.</summary>
    protected virtual IEnumerable<Expectation> Further(DrillResult seen) => [];

    /// <inheritdoc/>
    public IReadOnlyList<string> Promises =>
    [
        .. Expected.Diagnosis is { } diagnosis ? [$"the incident is diagnosed as {diagnosis}"] : Array.Empty<string>(),
        $"actions: {ExpectedActions}",
        $"each incident of those that are hurt ends as {Expected.Outcome}",
        "people are told when each was opened and how it ended",
        .. OthersServe ? ["the service as a whole never stops"] : Array.Empty<string>(),
        .. Expected.Outcome == IncidentOutcome.Recovered ? ["in the end all serve, and no request fails any more"] : Array.Empty<string>(),
        InvariantPolicy.Promise,
    ];

    /// <inheritdoc/>
    public async Task<DrillReport> RunAsync(Twin twin, Story log, CancellationToken ct)
    {
        await using Drill drill = await Drill.OpenAsync(twin, log, RequestsPerSecond, ct);
        await BeforeAsync(drill);
        drill.Begin();
        InjectFault(drill);
        await MeanwhileAsync(drill);
        await UntilOverAsync(drill);
        if (Expected.Outcome == IncidentOutcome.Recovered)
        {
            await Wait.Until(() => IsWellAgain(drill), twin.Options.Clock, TimeSpan.FromSeconds(15), ct);
        }

        await drill.UntilToldAsync();
        DrillResult seen = await drill.EndAsync();
        log.Tell(Speaker.Client, seen.ClientSentence());
        if (seen.IsTooBusy)
        {
            // Neither met nor missed: such figures say something about the machine, and nothing about the stack.
            log.Tell(Speaker.Client, "Machine too busy: client figures not judged");
        }

        return seen.ToReport(
            Name,
            [
                .. Expect(seen), .. seen.IsTooBusy ? [] : ExpectOfClient(seen), .. Further(seen),
                .. InvariantPolicy.Judge(seen.ObservedActions),
            ]);
    }

    // Nobody was hurt for a second, and every machine served within it.
    private static bool IsWellAgain(Drill drill)
    {
        TrafficReport report = drill.Client.Report(drill.Fault);
        DateTimeOffset quietSince = drill.Twin.Options.Clock.GetUtcNow() - TimeSpan.FromSeconds(1);
        return !(report.LastFailureAt >= quietSince)
            && drill.Twin.Machines.All(machine => report.LastGoodAt.GetValueOrDefault(machine.Id) > quietSince);
    }

    private IEnumerable<Expectation> Expect(DrillResult seen)
    {
        if (Expected.Diagnosis is { } diagnosis)
        {
            yield return new(
                $"Incident is diagnosed as {diagnosis}: {(seen.WasDiagnosed(diagnosis) ? "yes" : $"no, {seen.Incident?.Diagnosis}")}",
                seen.WasDiagnosed(diagnosis));
        }

        string number = OpenedWell(seen) && seen.OfFault.Count > Incidents ? $"at least {Incidents}" : $"{Incidents}";
        yield return new($"Incidents opened, {number} expected: {seen.OfFault.Count}", OpenedWell(seen));
        yield return new($"Actions ({ExpectedActions} expected): {Listed(seen.Actions)}", ActedWell(seen.Actions));
        yield return new(
            $"each of them ends as {Expected.Outcome}: {Ends(seen.OfFault)}",
            seen.OfFault.All(incident => incident.Outcome == Expected.Outcome));
        if (seen.OfOthers.Count > 0)
        {
            yield return new(
                $"a false alarm about others ends without an action: {Ends(seen.OfOthers)}", seen.OfOthers.All(OtherEndedWell));
        }

        yield return new(
            $"People are told when each was opened and how it ended, {seen.OfFault.Count} expected: {seen.WereToldOf}",
            seen.WereToldOf == seen.OfFault.Count);
        if (Expected.Outcome == IncidentOutcome.Recovered)
        {
            yield return new(
                $"the client is served again by all: after {seen.Restored?.TotalMilliseconds:F0} ms", seen.Restored is not null);
        }
    }

    private IEnumerable<Expectation> ExpectOfClient(DrillResult seen)
    {
        if (ProbeIntervals is { } intervals)
        {
            TimeSpan bound = seen.Twin.Options.Pace.Plane.ProbeInterval * intervals;
            yield return new(
                $"the balancer stops sending to it within {intervals} probe intervals ({bound.TotalMilliseconds:F0} ms, and "
                    + $"{TimerSlack.TotalMilliseconds:F0} ms for a late timer): {Late(seen.LastFlow(Target))}",
                seen.LastFlow(Target) <= bound + TimerSlack);
        }

        if (OthersServe)
        {
            yield return new(
                $"the service as a whole never stopped: longest outage {seen.Requests.LongestOutage.TotalMilliseconds:F0} ms",
                seen.Requests.LongestOutage < TimeSpan.FromSeconds(1));
        }

        if (Expected.Outcome == IncidentOutcome.Recovered)
        {
            yield return new(
                $"no request fails once all serve: the last failed after {seen.LastFailure?.TotalMilliseconds:F0} ms",
                !(seen.LastFailure > seen.Restored));
        }
    }

    private static string Ends(IReadOnlyList<IncidentRecord> incidents) =>
        string.Join("; ", incidents.Select(incident => $"{incident.Outcome}, {incident.Reason}").Distinct().Take(3)) is { Length: > 0 } text
            ? text
            : "none was opened";

    private static string Late(TimeSpan? flow) =>
        flow < TimeSpan.Zero ? "none was sent there after the fault" : $"{flow?.TotalMilliseconds:F0} ms";

    private static string Listed(IReadOnlyList<string> actions) => actions.Count == 0 ? "nothing" : string.Join(", ", actions);
}
