using Steadfast.Functions.Diagnosis;
using Steadfast.Functions.Incidents;
using Steadfast.Local.Scenarios.Reports;
using Steadfast.Local.Scenarios.Stories;
using Steadfast.Local.Scenarios.Twins;
using Steadfast.Local.Stack.Traffic;

namespace Steadfast.Local.Scenarios.InstanceFault;

/// <summary>One of three web servers stops serving under load; the automation alone must bring it back.</summary>
public abstract class InstanceFaultScenario : IScenario
{
    /// <summary>The instance that is hurt.</summary>
    protected const string Target = "1";

    private const int RequestsPerSecond = 200;

    private static readonly TimeSpan ClientTimeout = TimeSpan.FromSeconds(1);

    // A timer of a busy machine may fire this much late; it is not part of what is promised.
    private static readonly TimeSpan TimerSlack = TimeSpan.FromMilliseconds(50);

    /// <inheritdoc/>
    public abstract string Name { get; }

    /// <inheritdoc/>
    public abstract string Title { get; }

    /// <summary>The diagnosis that must be made.</summary>
    protected virtual FailureKind Diagnosis => FailureKind.InstanceUnresponsive;

    /// <summary>How many restarts must be asked for.</summary>
    protected virtual int Restarts => 1;

    /// <summary>Within how many probe intervals the balancer must stop sending to it.</summary>
    protected abstract int ProbeIntervals { get; }

    /// <summary>Hurts the machine. Anything it starts must end by itself or with <paramref name="ct"/>.</summary>
    /// <param name="twin">The twin.</param>
    /// <param name="machine">The machine to hurt.</param>
    /// <param name="story">Where to tell it.</param>
    /// <param name="ct">Ends the run.</param>
    protected abstract void Hurt(Twin twin, WebMachine machine, Story story, CancellationToken ct);

    /// <summary>kill -9 of the web server.</summary>
    /// <param name="machine">The machine.</param>
    /// <param name="story">Where to tell it.</param>
    protected static void Crash(WebMachine machine, Story story)
    {
        story.Tell(Teller.Fault, $"kill -9 of web server {machine.Spec.InstanceId} in zone {machine.Spec.Zone} (pid {machine.Process.ProcessId})");
        machine.Process.Kill();
    }

    /// <summary>Does something more while the automation is at work. Nothing by default.</summary>
    /// <param name="twin">The twin.</param>
    /// <param name="story">Where to tell it.</param>
    /// <param name="ct">Ends the run.</param>
    protected virtual Task MeanwhileAsync(Twin twin, Story story, CancellationToken ct) => Task.CompletedTask;

    /// <inheritdoc/>
    public async Task<DrillReport> RunAsync(Twin twin, Story story, CancellationToken ct)
    {
        TimeProvider clock = twin.Options.Clock;
        WebMachine machine = twin.Machine(Target);
        await using TrafficClient client = TrafficClient.Start(new TrafficOptions(twin.Addresses.ClientUrl, RequestsPerSecond) { Clock = clock, Timeout = ClientTimeout });
        await Until(() => client.Report().Total >= RequestsPerSecond, clock, twin.Options.Pace.DrillDeadline, ct);
        story.Tell(Teller.Client, $"{RequestsPerSecond} requests/s through the balancer, {client.Report().Failed} failed so far");

        DateTimeOffset fault = clock.GetUtcNow();
        story.Begin();
        Hurt(twin, machine, story, ct);

        await Until(() => client.Report(fault).Failed > 0, clock, twin.Options.Pace.DrillDeadline, ct);
        story.Tell(Teller.Client, "the first request failed");
        Task meanwhile = MeanwhileAsync(twin, story, ct);
        DateTimeOffset? lastFlow = await LastFlowAsync(twin, machine, ct);
        await meanwhile;
        IncidentRecord? incident = await WaitForCloseAsync(twin, clock, ct);
        await Until(() => IsWellAgain(client, fault, clock), clock, TimeSpan.FromSeconds(15), ct);
        await client.StopAsync();

        int incidents = (await twin.Functions.IncidentsAsync(ct)).Count;
        InstanceFaultReading reading = new(twin, machine, fault, client, incident, incidents, lastFlow);
        story.Tell(Teller.Client, reading.ClientSentence());
        return reading.ToReport(Name, Expect(reading));
    }

    private IReadOnlyList<Expectation> Expect(InstanceFaultReading seen)
    {
        TimeSpan bound = seen.Twin.Options.Pace.Plane.ProbeInterval * ProbeIntervals;
        return
        [
            new($"the balancer stops sending to it within {ProbeIntervals} probe intervals ({bound.TotalMilliseconds:F0} ms, and {TimerSlack.TotalMilliseconds:F0} ms for a late timer): {seen.LastFlow?.TotalMilliseconds:F0} ms", seen.LastFlow <= bound + TimerSlack),
            new($"it is diagnosed as {Diagnosis}: {(seen.WasDiagnosed(Diagnosis) ? "yes" : $"no, {seen.Incident?.Diagnosis}")}", seen.WasDiagnosed(Diagnosis)),
            new($"one incident is opened: {seen.Incidents}", seen.Incidents == 1),
            new($"restarts that the platform accepted for it, {Restarts} expected: {seen.RestartsOf(Target)}", seen.RestartsOf(Target) == Restarts),
            new($"no other web server is touched: {seen.RestartsOfOthers(Target)} actions", seen.RestartsOfOthers(Target) == 0),
            new($"the incident closes as recovered: {seen.Incident?.Reason ?? "it did not close"}", seen.Incident?.Outcome == IncidentOutcome.Recovered),
            new($"it serves the client again: after {seen.Restored?.TotalMilliseconds:F0} ms", seen.Restored is not null),
            new($"no request fails once it serves: the last failed after {seen.LastFailure?.TotalMilliseconds:F0} ms", seen.LastFailure is not null && seen.LastFailure <= seen.Restored),
            new($"the service as a whole never stopped: longest outage {seen.Requests.LongestOutage.TotalMilliseconds:F0} ms", seen.Requests.LongestOutage < TimeSpan.FromSeconds(1)),
        ];
    }

    private static bool IsWellAgain(TrafficClient client, DateTimeOffset fault, TimeProvider clock)
    {
        TrafficReport report = client.Report(fault);
        DateTimeOffset quietSince = clock.GetUtcNow() - TimeSpan.FromSeconds(1);
        return report.LastFailureAt < quietSince && report.LastGoodAt.GetValueOrDefault(Target) > quietSince;
    }

    // Read when the balancer has taken the back end out, before the repair lets it back in.
    private static async Task<DateTimeOffset?> LastFlowAsync(Twin twin, WebMachine machine, CancellationToken ct)
    {
        bool isDown = await Until(() => !twin.BackendOf(machine).Up, twin.Options.Clock, twin.Options.Pace.DrillDeadline, ct);
        return isDown ? twin.BackendOf(machine).LastNewFlowAt : null;
    }

    private static async Task<IncidentRecord?> WaitForCloseAsync(Twin twin, TimeProvider clock, CancellationToken ct)
    {
        IncidentRecord? closed = null;
        await Until(
            async () => (closed = (await twin.Functions.IncidentsAsync(ct)).FirstOrDefault(incident => incident.Outcome != IncidentOutcome.Open)) is not null,
            clock, twin.Options.Pace.DrillDeadline, ct);
        return closed;
    }

    /// <summary>Waits for a condition. False when its deadline came first; the expectations then say what is missing.</summary>
    /// <param name="condition">The condition.</param>
    /// <param name="clock">Measures the deadline.</param>
    /// <param name="deadline">The deadline.</param>
    /// <param name="ct">Ends the wait.</param>
    protected static Task<bool> Until(Func<bool> condition, TimeProvider clock, TimeSpan deadline, CancellationToken ct) =>
        Until(() => Task.FromResult(condition()), clock, deadline, ct);

    private static async Task<bool> Until(Func<Task<bool>> condition, TimeProvider clock, TimeSpan deadline, CancellationToken ct)
    {
        long began = clock.GetTimestamp();
        while (!await condition())
        {
            if (clock.GetElapsedTime(began) > deadline)
            {
                return false;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(20), clock, ct);
        }

        return true;
    }
}
