using Steadfast.Functions.Incidents;
using Steadfast.Functions.Notifications;
using Steadfast.Local.Azure;
using Steadfast.Local.Scenarios.Invariants;
using Steadfast.Local.Scenarios.Stories;
using Steadfast.Local.Scenarios.Twins;
using Steadfast.Local.Stack.Traffic;

namespace Steadfast.Local.Scenarios.Scenes;

/// <summary>One run of a scenario: the twin, the outside client that never stops, and what is done to them.</summary>
public sealed class Scene : IAsyncDisposable
{
    private static readonly TimeSpan ClientTimeout = TimeSpan.FromSeconds(1);

    private readonly Recorder _recorder;
    private readonly HashSet<string> _hurt = [];
    private readonly HashSet<string> _foreign = [];
    private readonly HashSet<string> _before = [];
    private readonly List<Pause> _pauses = [];
    private readonly CancellationTokenSource _end;
    private readonly List<Task> _going = [];

    private Scene(Twin twin, Story story, int requestsPerSecond, CancellationToken ct)
    {
        (Twin, Story) = (twin, story);
        _end = CancellationTokenSource.CreateLinkedTokenSource(ct);
        _recorder = new(twin);
        FirstMembers = [.. twin.Machines.Select(machine => machine.Id)];
        Client = TrafficClient.Start(new TrafficOptions(twin.Addresses.ClientUrl, requestsPerSecond) { Clock = Clock, Timeout = ClientTimeout });
    }

    /// <summary>The twin.</summary>
    public Twin Twin { get; }

    /// <summary>Where to tell what is done.</summary>
    public Story Story { get; }

    /// <summary>The outside client.</summary>
    public TrafficClient Client { get; }

    /// <summary>The moment of the fault.</summary>
    public DateTimeOffset Fault { get; private set; }

    /// <summary>Ends everything that goes on in the run.</summary>
    public CancellationToken Ending => _end.Token;

    /// <summary>The longest time that a scenario waits for anything.</summary>
    public TimeSpan Patience => Twin.Options.Pace.DrillDeadline;

    internal IReadOnlyList<string> FirstMembers { get; }

    internal IReadOnlySet<string> HurtIds => _hurt;

    private TimeProvider Clock => Twin.Options.Clock;

    /// <summary>Sends the client in and returns when it is being served.</summary>
    /// <param name="twin">A twin of its own, just started.</param>
    /// <param name="story">Where to tell what happens.</param>
    /// <param name="requestsPerSecond">How often the client asks.</param>
    /// <param name="ct">Ends the run.</param>
    public static async Task<Scene> OpenAsync(Twin twin, Story story, int requestsPerSecond, CancellationToken ct)
    {
        Scene scene = new(twin, story, requestsPerSecond, ct);
        await scene.UntilAsync(() => scene.Client.Report().Total >= requestsPerSecond);
        await scene.UntilQuietAsync();
        story.Tell(Teller.Client, $"{requestsPerSecond} requests/s through the balancer, {scene.Client.Report().Failed} failed so far");
        return scene;
    }

    /// <summary>The fault is done now; every time of the story and of the report counts from here.</summary>
    public void Begin()
    {
        Fault = Clock.GetUtcNow();
        Story.Begin();
        Alongside(TellFirstFailureAsync());
    }

    /// <summary>Nothing serves on any machine of a crowd any more, whatever is done to it.</summary>
    public void BreakAll()
    {
        Story.Tell(Teller.Fault, $"nothing serves on any of {Twin.Machines.Count} web servers any more");
        foreach (LightMachine machine in Twin.Machines.OfType<LightMachine>())
        {
            Hurt(machine.Id);
            machine.Break();
            machine.Crash();
        }
    }

    /// <summary>kill -9 of a web server.</summary>
    /// <param name="instanceId">Number of the instance.</param>
    public void Crash(string instanceId)
    {
        TwinMachine machine = Hurt(instanceId);
        Story.Tell(Teller.Fault, $"kill -9 of web server {machine.Id} in zone {machine.Spec.Zone} ({machine.Handle})");
        machine.Crash();
    }

    /// <summary>kill -STOP of a web server.</summary>
    /// <param name="instanceId">Number of the instance.</param>
    public void Hang(string instanceId)
    {
        TwinMachine machine = Hurt(instanceId);
        Story.Tell(Teller.Fault, $"kill -STOP of web server {machine.Id} in zone {machine.Spec.Zone} ({machine.Handle}): it accepts connections and never answers");
        Twin.WebServer(instanceId).Process.Pause();
    }

    /// <summary>A web server stands still and goes on in turns, until it is restarted.</summary>
    /// <param name="instanceId">Number of the instance.</param>
    /// <param name="still">How long it stands still each time.</param>
    /// <param name="running">How long it runs each time.</param>
    public void Stutter(string instanceId, TimeSpan still, TimeSpan running)
    {
        TwinMachine machine = Hurt(instanceId);
        Story.Tell(Teller.Fault, $"web server {machine.Id} ({machine.Handle}) from now on stands still for {still.TotalSeconds:0.##} s and runs for {running.TotalSeconds:0.##} s in turns");
        Alongside(Twin.WebServer(instanceId).StutterAsync(still, running, Ending));
    }

    /// <summary>Spoils the disk of a web server and kills it: only a reimage helps.</summary>
    /// <param name="instanceId">Number of the instance.</param>
    public void Poison(string instanceId)
    {
        Story.Tell(Teller.Fault, $"the disk of web server {instanceId} is damaged: its web application will not start from it any more");
        Twin.WebServer(instanceId).DamageDisk();
        Crash(instanceId);
    }

    /// <summary>Breaks what is below a web server and kills it: only another machine helps.</summary>
    /// <param name="instanceId">Number of the instance.</param>
    public void BreakHost(string instanceId)
    {
        Story.Tell(Teller.Fault, $"the host below web server {instanceId} is broken: nothing will run on it any more");
        Twin.WebServer(instanceId).BreakHost();
        Crash(instanceId);
    }

    /// <summary>Ends the hang of a web server: it goes on as if nothing had been.</summary>
    /// <param name="instanceId">Number of the instance.</param>
    public void ComeRound(string instanceId)
    {
        Story.Tell(Teller.Fault, $"web server {instanceId} goes on by itself");
        Twin.WebServer(instanceId).Process.Continue();
    }

    /// <summary>Somebody else has the platform do something; it does not count as the automation's doing.</summary>
    /// <param name="who">Who, for the story.</param>
    /// <param name="start">Begins it.</param>
    public void ByOthers(string who, Func<AzureEmulator, ActionStart> start)
    {
        Operation operation = start(Twin.Azure).Operation ?? throw new InvalidOperationException("The platform refused what the scenario asked for.");
        _foreign.Add(operation.Id);
        Story.Tell(Teller.Person, $"{who}: {operation.Kind} {operation.InstanceId}");
    }

    /// <summary>A person pauses the automation.</summary>
    /// <param name="by">Who.</param>
    /// <param name="reason">Why.</param>
    public async Task PauseAutomationAsync(string by, string reason)
    {
        await Twin.Functions.PostAsync("api/automation/pause", new { by, reason }, Ending);
        _pauses.Add(new(Clock.GetUtcNow(), Until: null));
        Story.Tell(Teller.Person, $"{by} pauses the automation: {reason}");
    }

    /// <summary>A person lets the automation act again.</summary>
    /// <param name="by">Who.</param>
    public async Task ResumeAutomationAsync(string by)
    {
        _pauses[^1] = _pauses[^1] with { Until = Clock.GetUtcNow() };
        await Twin.Functions.PostAsync("api/automation/resume", new { by }, Ending);
        Story.Tell(Teller.Person, $"{by} lets it act again");
    }

    /// <summary>A person orders an action.</summary>
    /// <param name="instanceId">Number of the instance.</param>
    /// <param name="action">restart, reimage or replace.</param>
    /// <param name="by">Who.</param>
    public async Task OrderAsync(string instanceId, string action, string by)
    {
        Story.Tell(Teller.Person, $"{by} orders: {action} instance {instanceId}");
        await Twin.Functions.PostAsync($"api/instances/{instanceId}/{action}", new { by }, Ending);
    }

    /// <summary>Goes on beside the rest until it ends by itself or the run does.</summary>
    /// <param name="work">What goes on.</param>
    public void Alongside(Task work) => _going.Add(work);

    /// <summary>Waits for a condition, for as long as <see cref="Patience"/> or what is given.</summary>
    /// <param name="condition">The condition.</param>
    /// <param name="patience">How long.</param>
    /// <returns>False when it did not come.</returns>
    public Task<bool> UntilAsync(Func<bool> condition, TimeSpan? patience = null) => Wait.Until(condition, Clock, patience ?? Patience, Ending);

    /// <summary>Waits until the automation's incidents are as wanted, for as long as <see cref="Patience"/>.</summary>
    /// <param name="wanted">The condition.</param>
    /// <returns>False when it did not come.</returns>
    public Task<bool> UntilIncidentsAsync(Func<IReadOnlyList<IncidentRecord>, bool> wanted) =>
        Wait.Until(async () => await IncidentsOrNoneAsync() is { } incidents && wanted(incidents), Clock, Patience, Ending, IsLarge ? TimeSpan.FromSeconds(1) : TimeSpan.FromMilliseconds(100));

    /// <summary>Waits until an incident has told a sentence with these words.</summary>
    /// <param name="words">The words.</param>
    /// <returns>False when it did not come.</returns>
    public Task<bool> UntilToldAsync(string words) => UntilIncidentsAsync(
        incidents => incidents.Any(incident => incident.Steps.Any(step => step.Text.Contains(words, StringComparison.OrdinalIgnoreCase))));

    /// <summary>Waits for that long.</summary>
    /// <param name="time">How long.</param>
    public Task PassAsync(TimeSpan time) => Task.Delay(time, Clock, Ending);

    /// <summary>Stops the client and everything else, and gathers what was seen.</summary>
    public async Task<Seen> EndAsync()
    {
        await Client.StopAsync();
        IReadOnlyList<IncidentRecord> incidents = await IncidentsAsync();
        Operation[] own = [.. Twin.Azure.Operations.All.Where(operation => operation.By == Initiator.Caller && !_foreign.Contains(operation.Id))];
        return new(this, incidents, own, _recorder);
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

    internal IReadOnlyList<Pause> Pauses => _pauses;

    /// <summary>Of how many incidents of those that were hurt people were told the opening and the end.</summary>
    internal int WereToldOf => Twin.Notices.Notices
        .Where(notice => notice.IncidentId is not null && _hurt.Any(id => notice.Subject == $"instance {id}"))
        .GroupBy(notice => notice.IncidentId)
        .Count(told => told.Any(notice => notice.Kind == NoticeKind.Opened) && told.Any(notice => notice.Kind is NoticeKind.Closed or NoticeKind.Escalated));

    internal bool IsAboutHurt(IncidentRecord incident) => _hurt.Contains(incident.Target);

    private TwinMachine Hurt(string instanceId)
    {
        _hurt.Add(instanceId);
        return Twin.Machine(instanceId);
    }

    private async Task TellFirstFailureAsync()
    {
        if (await Wait.Until(() => Client.Report(Fault).Failed > 0, Clock, Patience, Ending))
        {
            Story.Tell(Teller.Client, "the first request failed", Client.Report(Fault).FirstFailureAt);
        }
    }

    // While everything starts at once on a busy machine, alerts may fire that have nothing to do with the fault.
    private async Task UntilQuietAsync()
    {
        await UntilAsync(() => Twin.Azure.Alerts.Open.Count == 0);
        await UntilIncidentsAsync(incidents => incidents.All(incident => incident.Outcome != IncidentOutcome.Open));
        _before.UnionWith((await IncidentsAsync()).Select(incident => incident.Id));
    }

    // The API shows the newest hundred.
    private bool IsLarge => Twin.Options.IsCrowd;

    private async Task<IReadOnlyList<IncidentRecord>> IncidentsAsync()
    {
        var all = IsLarge ? await Twin.Functions.EveryIncidentAsync(Ending) : await Twin.Functions.IncidentsAsync(Ending);
        return [.. all.Where(incident => !_before.Contains(incident.Id))];
    }

    // The Function App may be away, which a scenario may have wanted.
    private async Task<IReadOnlyList<IncidentRecord>?> IncidentsOrNoneAsync()
    {
        try
        {
            return await IncidentsAsync();
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }
}
