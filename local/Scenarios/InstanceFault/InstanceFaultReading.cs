using Steadfast.Functions.Diagnosis;
using Steadfast.Functions.Incidents;
using Steadfast.Local.Scenarios.Reports;
using Steadfast.Local.Scenarios.Twins;
using Steadfast.Local.Stack.Traffic;

namespace Steadfast.Local.Scenarios.InstanceFault;

/// <summary>What was seen of one run, from the outside: client, balancer, control plane, and the automation's own record.</summary>
/// <param name="Twin">The twin.</param>
/// <param name="Machine">The machine that was hurt.</param>
/// <param name="Fault">When.</param>
/// <param name="Client">The outside client, stopped.</param>
/// <param name="Incident">The record; null when none was closed.</param>
/// <param name="Incidents">How many incidents the automation holds.</param>
/// <param name="LastFlowAt">The last new connection the balancer sent to the machine before taking it out; null when it did not.</param>
public sealed record InstanceFaultReading(
    Twin Twin, WebMachine Machine, DateTimeOffset Fault, TrafficClient Client, IncidentRecord? Incident, int Incidents, DateTimeOffset? LastFlowAt)
{
    /// <summary>What the client went through from the fault on.</summary>
    public TrafficReport Requests { get; } = Client.Report(Fault);

    /// <summary><see cref="LastFlowAt"/> since the fault; negative when none came after it.</summary>
    public TimeSpan? LastFlow => LastFlowAt - Fault;

    /// <summary>The client's first good answer from the machine after the platform had accepted the first repair, since the fault.</summary>
    public TimeSpan? Restored => Incident?.Actions.FirstOrDefault()?.Accepted is { } accepted
        && Client.Report(accepted).FirstGoodAt.TryGetValue(Machine.Spec.InstanceId, out DateTimeOffset served) ? served - Fault : null;

    /// <summary>The client's last failed request, since the fault.</summary>
    public TimeSpan? LastFailure => Requests.LastFailureAt - Fault;

    /// <summary>Whether a diagnosis was made at any step.</summary>
    /// <param name="kind">The diagnosis.</param>
    public bool WasDiagnosed(FailureKind kind) =>
        Incident?.Steps.Any(step => step.Text.StartsWith($"{kind}:", StringComparison.Ordinal)) == true;

    /// <summary>Restarts that the control plane accepted for one instance.</summary>
    /// <param name="instanceId">Number of the instance.</param>
    public int RestartsOf(string instanceId) => Twin.Azure.Requests.Accepted("restart", instanceId).Count;

    /// <summary>Restarts that the control plane accepted for all the others.</summary>
    /// <param name="instanceId">Number of the instance that does not count.</param>
    public int RestartsOfOthers(string instanceId) =>
        Twin.Machines.Where(machine => machine.Spec.InstanceId != instanceId).Sum(machine => RestartsOf(machine.Spec.InstanceId));

    /// <summary>How the client was hurt, in one sentence.</summary>
    public string ClientSentence() =>
        $"{Requests.Failed} of {Requests.Total} requests failed ({Failures()}), hurt for {Requests.Impaired.TotalSeconds:F2} s, "
        + $"longest time without any good answer {Requests.LongestOutage.TotalMilliseconds:F0} ms";

    /// <summary>The report.</summary>
    /// <param name="scenario">Name of the scenario.</param>
    /// <param name="expectations">The judged expectations.</param>
    public DrillReport ToReport(string scenario, IReadOnlyList<Expectation> expectations) => new(
        scenario,
        Twin.Options.PaceName,
        Incident is null ? "none" : Lower(Incident.Outcome),
        Incident?.Diagnosis?.ToString(),
        [.. (Incident?.Actions ?? []).Select(action => new ActionReport(action.Kind, action.Target, Since(action.Accepted), Since(action.Done), Lower(action.Result)))],
        new(0, Since(Requests.FirstFailureAt), Since(Incident?.Timeline.Signal), Since(Incident?.Timeline.Decided), Since(Incident?.Timeline.ActionAccepted),
            Since(Incident?.Timeline.ActionDone), Since(Fault + Restored), Since(Incident?.Timeline.Closed)),
        new(Requests.Total, Requests.Failed, Milliseconds(Requests.LongestOutage), Milliseconds(Requests.Impaired)),
        Writes: null,
        expectations);

    private string Failures() => string.Join(", ", Requests.FailuresByKind.Select(pair => $"{pair.Value} {pair.Key}")) is { Length: > 0 } text ? text : "none";

    private long? Since(DateTimeOffset? moment) => moment is { } at ? Milliseconds(at - Fault) : null;

    private static long Milliseconds(TimeSpan span) => (long)Math.Round(span.TotalMilliseconds);

    private static string Lower<T>(T value) where T : struct, Enum => System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(value.ToString());
}
