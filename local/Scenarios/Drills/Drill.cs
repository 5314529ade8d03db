using System.Globalization;
using System.Text.Json;
using Steadfast.Functions.Incidents;
using Steadfast.Functions.Instances;
using Steadfast.Functions.Notifications;
using Steadfast.Functions.Watchdog;
using Steadfast.Local.AzureEmulator;
using Steadfast.Local.Scenarios.Stories;
using Steadfast.Local.Scenarios.Twins;
using Steadfast.Local.Stack.Traffic;

namespace Steadfast.Local.Scenarios.Drills;

/// <summary>One run of a scenario: the twin, the outside client that never stops, and what is done to them.</summary>
public sealed class Drill : IAsyncDisposable
{
    private static readonly TimeSpan ClientTimeout = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan QuietDeadline = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan EndingDeadline = TimeSpan.FromSeconds(20);

    private readonly Recorder _recorder;
    private readonly HashSet<string> _before = [];
    private readonly HashSet<string> _operationsBefore = [];
    private readonly CancellationTokenSource _end;
    private readonly List<Task> _going = [];

    private Drill(Twin twin, Story log, int requestsPerSecond, CancellationToken ct)
    {
        Twin = twin;
        Story = log;
        _end = CancellationTokenSource.CreateLinkedTokenSource(ct);
        _recorder = new(twin);
        Faults = new(this);
        Operators = new(this);
        Began = Clock.GetUtcNow();
        FirstMembers = [.. twin.Machines.Select(machine => machine.Id)];
        Client = TrafficClient.Start(new TrafficOptions(twin.Addresses.ClientUrl, requestsPerSecond)
        {
            Clock = Clock,
            Timeout = ClientTimeout,
            Cookie = twin.SignIn?.Session,
            Ended = twin.Options.Tape is { } tape ? tape.Request : null,
        });
    }

    /// <summary>The twin.</summary>
    public Twin Twin { get; }

    /// <summary>Log of what is done.</summary>
    public Story Story { get; }

    /// <summary>The outside client.</summary>
    public TrafficClient Client { get; }

    /// <summary>Faults made on purpose.</summary>
    public Faults Faults { get; }

    /// <summary>Actions of people.</summary>
    public Operators Operators { get; }

    /// <summary>The moment of the fault.</summary>
    public DateTimeOffset Fault { get; private set; }

    /// <summary>Ends everything that goes on in the run.</summary>
    public CancellationToken Ending => _end.Token;

    /// <summary>The longest time that a scenario waits for anything.</summary>
    public TimeSpan MaxWait => Twin.Options.Pace.DrillDeadline;

    internal IReadOnlyList<string> FirstMembers { get; }

    /// <summary>Beginning of the run.</summary>
    internal DateTimeOffset Began { get; }

    /// <summary>Length of the longest record that was seen while its incident was open, in characters of JSON.</summary>
    internal int MaxStatus { get; private set; }

    private TimeProvider Clock => Twin.Options.Clock;

    /// <summary>Sends the client in and returns when it is being served.</summary>
    public static async Task<Drill> OpenAsync(Twin twin, Story log, int requestsPerSecond, CancellationToken ct)
    {
        Drill drill = new(twin, log, requestsPerSecond, ct);
        await drill.UntilAsync(() => drill.Client.Report().Total >= requestsPerSecond);
        await drill.UntilQuietAsync();
        log.Tell(Speaker.Client, $"{requestsPerSecond} requests/s through the balancer, {drill.Client.Report().Failed} failed so far");
        return drill;
    }

    /// <summary>The fault is done now; every time of the log and of the report counts from here.</summary>
    public void Begin()
    {
        Fault = Clock.GetUtcNow();
        Story.Begin();
        Alongside(TellFirstFailureAsync());
    }

    /// <summary>Goes on beside the rest until it ends by itself or the run does.</summary>
    public void Alongside(Task work) => _going.Add(work);

    /// <summary>Waits for a condition, for as long as <see cref="MaxWait"/> or what is given.</summary>
    /// <returns>False when it did not come.</returns>
    public Task<bool> UntilAsync(Func<bool> condition, TimeSpan? within = null) =>
        Wait.Until(condition, Clock, within ?? MaxWait, Ending);

    /// <summary>Waits until the automation's incidents are as wanted, for as long as <see cref="MaxWait"/>.</summary>
    /// <returns>False when it did not come.</returns>
    public Task<bool> UntilIncidentsAsync(Func<IReadOnlyList<IncidentRecord>, bool> wanted) =>
        Wait.Until(
            async () => await IncidentsOrNoneAsync() is { } incidents && wanted(incidents), Clock, MaxWait, Ending,
            IsLarge ? TimeSpan.FromSeconds(1) : TimeSpan.FromMilliseconds(100));

    /// <summary>Waits until an incident has told a sentence with these words.</summary>
    /// <returns>False when it did not come.</returns>
    public Task<bool> UntilToldAsync(string words) => UntilIncidentsAsync(
        incidents => incidents.Any(incident => incident.Steps.Any(step => step.Text.Contains(words, StringComparison.OrdinalIgnoreCase))));

    /// <summary>Waits until an incident has made a diagnosis.</summary>
    /// <param name="kind">The diagnosis.</param>
    /// <returns>False when it did not come.</returns>
    public Task<bool> UntilDiagnosedAsync(FailureKind kind) => UntilIncidentsAsync(
        incidents => incidents.Any(incident => incident.Steps.Any(step => step.Diagnosis == kind)));

    /// <summary>Waits for that long.</summary>
    public Task PassAsync(TimeSpan time) => Task.Delay(time, Clock, Ending);

    /// <summary>Stops the client and everything else, and gathers what was seen.</summary>
    public async Task<DrillResult> EndAsync()
    {
        await Client.StopAsync();
        IReadOnlyList<IncidentRecord> incidents = await IncidentsAsync();
        Operation[] own = [
            .. Twin.Azure.Operations.All.Where(
                operation => operation.By == Initiator.Caller && !Operators.Operations.Contains(operation.Id) && !_operationsBefore.Contains(operation.Id))];
        IReadOnlyList<string> held = incidents.All(incident => incident.Outcome != IncidentOutcome.Open) ? await HeldAsync() : [];
        return new(this, incidents, own, _recorder, await AutomationAsync(), held) { Evidence = await EvidenceAsync(incidents) };
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await Task.WhenAll(_going).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Client.DisposeAsync();
        _recorder.Dispose();
        _end.Dispose();
    }

    /// <summary>Waits, as at the opening, until nothing is told and nothing is looked into: for who sends further clients in.</summary>
    internal async Task CalmDownAsync()
    {
        await UntilQuietAsync();
        if (_before.Count > 0)
        {
            // The watchdog opens no second incident for what it has not seen well since the first.
            await PassAsync(2 * Twin.Options.Pace.Tick);
        }
    }

    /// <summary>
    /// The number of incidents of those that were hurt of which people were told the opening and the end; of one that found nothing wrong,
    /// the end.
    /// </summary>
    internal int WereToldOf(IReadOnlyList<IncidentRecord> incidents) =>
        ToldPolicy.Count(incidents.Where(IsAboutFault).Select(incident => incident.Id).ToHashSet(), Twin.Notices.Notices);

    /// <summary>Waits until every incident has ended and people were told of each of those that were hurt.</summary>
    internal Task UntilToldAsync() => Wait.Until(
        async () => await IncidentsOrNoneAsync() is { } incidents && incidents.All(incident => incident.Outcome != IncidentOutcome.Open)
            && WereToldOf(incidents) == incidents.Count(IsAboutFault),
        Clock, TellingDeadline, Ending, IsLarge ? TimeSpan.FromSeconds(1) : TimeSpan.FromMilliseconds(100));

    /// <summary>The longest until people are told of what has happened: notices of one cause are collected.</summary>
    internal TimeSpan TellingDeadline => TimeSpan.FromSeconds(10)
        + (Twin.Options.Pace.AppSettings.TryGetValue("Notifications__GroupFor", out string? time)
        ? TimeSpan.Parse(time, CultureInfo.InvariantCulture) : new NotificationOptions().GroupFor);

    internal bool IsAboutFault(IncidentRecord incident) => Faults.Affected.Contains(incident.Target);

    private async Task TellFirstFailureAsync()
    {
        if (await Wait.Until(() => Client.Report(Fault).Failed > 0, Clock, MaxWait, Ending))
        {
            Story.Tell(Speaker.Client, "the first request failed", Client.Report(Fault).FirstFailureAt);
        }
    }

    // While everything starts at once on a busy machine, alerts may fire, and lead to actions, that have nothing to do with the fault.
    private async Task UntilQuietAsync()
    {
        await Wait.Until(async () => AreAlertsOver() && await AreIncidentsOverAsync() && AreAlertsOver(), Clock, QuietDeadline, Ending);
        await Wait.Until(AreIncidentsOverAsync, Clock, MaxWait, Ending);
        _operationsBefore.UnionWith(Twin.Azure.Operations.All.Select(operation => operation.Id));
    }

    private async Task<bool> AreIncidentsOverAsync()
    {
        if (await IncidentsOrNoneAsync() is not { } incidents)
        {
            return false;
        }

        _before.UnionWith(incidents.Where(incident => incident.Outcome != IncidentOutcome.Open).Select(incident => incident.Id));
        return incidents.All(incident => incident.Outcome != IncidentOutcome.Open);
    }

    // One that is on its way still would be taken for one about the fault.
    private bool AreAlertsOver() => Twin.Azure.Alerts.Open.Count == 0 && Twin.Azure.ActionGroup.Deliveries
        .GroupBy(delivery => delivery.AlertId)
        .All(alert => alert.Any(delivery => delivery is { Condition: "Resolved", Outcome: "202" }));

    // The API shows the newest hundred.
    private bool IsLarge => Twin.Options.IsLarge;

    private async Task<IReadOnlyList<IncidentRecord>> IncidentsAsync()
    {
        var all = IsLarge ? await Twin.Functions.EveryIncidentAsync(Ending) : await Twin.Functions.IncidentsAsync(Ending);
        return [.. all.Where(incident => !_before.Contains(incident.Id) && !IsOfStart(incident))];
    }

    // A late answer of a busy machine, told just before the fault, that was found to be nothing: no incident of the fault.
    private bool IsOfStart(IncidentRecord incident) =>
        incident.Timeline.Signal < Fault && incident is { Outcome: IncidentOutcome.NoAction, Actions: [] };

    private async Task<AutomationView?> AutomationAsync()
    {
        try
        {
            return await Twin.Functions.AutomationAsync(Ending);
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    // What cannot be read is missing; whether it may be is for the scenario to judge.
    private async Task<IReadOnlyList<Evidence>> EvidenceAsync(IEnumerable<IncidentRecord> incidents)
    {
        List<Evidence> read = [];
        foreach (var (incident, number) in incidents.SelectMany(static one => Enumerable.Range(1, one.Evidence.Count).Select(number => (one.Id, number))))
        {
            try
            {
                read.Add(await Twin.Functions.EvidenceAsync(incident, number, Ending));
            }
            catch (HttpRequestException)
            {
                continue;
            }
        }

        return read;
    }

    // A record is closed a moment before its orchestration has given everything back and ended.
    private async Task<IReadOnlyList<string>> HeldAsync()
    {
        IReadOnlyList<string> held = [];
        try
        {
            await Wait.Until(async () => (held = await Twin.Functions.HeldAsync(Ending)).Count == 0, Clock, EndingDeadline, Ending);
        }
        catch (HttpRequestException)
        {
            // It cannot be asked; that it is away is for the scenario to judge.
        }

        return held;
    }

    // The Function App may be away, which a scenario may have wanted.
    private async Task<IReadOnlyList<IncidentRecord>?> IncidentsOrNoneAsync()
    {
        try
        {
            var incidents = await IncidentsAsync();
            MaxStatus = incidents.Where(incident => incident.Outcome == IncidentOutcome.Open)
                .Select(incident => JsonSerializer.Serialize(incident).Length).Append(MaxStatus).Max();
            return incidents;
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }
}
