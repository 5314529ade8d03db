using System.Text.Json;
using Steadfast.Functions.Notifications;
using Steadfast.Local.AzureEmulator;
using Steadfast.Local.Runtime;
using Steadfast.Local.Scenarios.Invariants;
using Steadfast.Local.Simulation.Engine;
using Steadfast.Local.Simulation.Faults;
using Steadfast.Local.Simulation.Models;
using Steadfast.Local.Simulation.Policies;

namespace Steadfast.Local.Simulation.Worlds;

/// <summary>One stack with its Azure, its people and its automation, on one thread and one virtual clock.</summary>
internal sealed class World
{
    /// <summary>When every world begins.</summary>
    public static readonly DateTimeOffset Start = new(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);

    private const string ArmToken = "token-of-a-world";
    private static readonly TimeSpan Boot = TimeSpan.FromSeconds(12);

    private readonly AppSurroundings _surroundings;
    private readonly MemoryServer _controlPlane = new();

    /// <summary>A world that has not begun.</summary>
    /// <param name="policy">Reacts to its faults; null for Steadfast.</param>
    /// <param name="isKept">Whether the story is kept in words.</param>
    public World(FaultSchedule schedule, IPolicy? policy = null, bool isKept = false)
    {
        Schedule = schedule;
        Policy = policy ?? SteadfastPolicy.Whole;
        Dice dice = new(schedule.Seed ^ 0xA5A5_5A5A_1234_4321);
        Clock = new(Thread, Start);
        Log = new(Clock, Start, isKept);
        Ways = new(this);
        Database = new(Clock, Log);
        Fleet = new(Clock, dice.Split(), Log) { Database = Database };
        Pace = Durations.Draw(dice);
        CostMeter.Enter(Part.Emulator);
        Azure = EmulatedAzure.Build(Options(schedule, dice), Fleet, Database);
        CostMeter.Enter(Part.Models);
        Balancer = new(Azure, Pace, Clock, Database, Log);
        Health = new(Start, Balancer.Serving);
        Balancer.Turned += (id, serves) => Health.Change(Clock.GetUtcNow(), id, serves);
        Balancer.Probed += (id, succeeded) => Health.Probed(Clock.GetUtcNow(), id, succeeded);
        Fleet.Asked += (id, serves) => Health.Probed(Clock.GetUtcNow(), id, serves);
        Azure.ScaleSet.Changed += change => Log.Tell($"instance {change.Instance.Spec.InstanceId}: {change.Stage}");
        Azure.ScaleSet.Changed += Moved;
        _surroundings = new(Thread, Clock, dice.Split(), Log, new RetainedCommits(), Database)
        {
            ArmToken = ArmToken,
            Settings = AppSettings.Of(Policy),
            Altered = Policy.Altered,
            ControlPlane = AskControlPlaneAsync,
            Machines = AskWebServerAsync,
            Notices = TakeNoticeAsync,
        };
        _surroundings.Commits.Before = commit => Log.Note("commit", commit.Events);
    }

    public FaultSchedule Schedule { get; }

    public IPolicy Policy { get; }

    public WorldThread Thread { get; } = new();

    public WorldClock Clock { get; }

    public EventLog Log { get; }

    public DatabasePair Database { get; }

    public Fleet Fleet { get; }

    public Pace Pace { get; }

    public EmulatedAzure Azure { get; }

    public Balancer Balancer { get; }

    /// <summary>Instances that were sent clients, with the times.</summary>
    public HealthHistory Health { get; }

    /// <summary>Faults on the ways out of the Function App.</summary>
    public WayFaults Ways { get; }

    /// <summary>Which instances came and went.</summary>
    public List<Move> Moves { get; } = [];

    /// <summary>The Function App that runs, or ran last; null when the policy has none.</summary>
    public FunctionAppRun? App { get; private set; }

    /// <summary>Takes the alerts of the action group when there is no Function App.</summary>
    public Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>>? Receive { get; set; }

    /// <summary>Notices that people were sent.</summary>
    public List<Notice> Notices { get; } = [];

    /// <summary>Number of commits that the app has made.</summary>
    public int Commits => _surroundings.Commits.Count;

    /// <summary>Number of requests that the control plane has answered.</summary>
    public long Asked { get; private set; }

    /// <summary>Since the beginning.</summary>
    public TimeSpan Age => Clock.GetUtcNow() - Start;

    /// <summary>True while a person keeps a policy without a Function App from acting.</summary>
    public bool IsPaused { get; set; }

    /// <summary>Starts everything.</summary>
    public void Begin()
    {
        foreach (Instance instance in Azure.ScaleSet.Instances)
        {
            ((Machine)instance.Machine).Begin();
        }

        Finish(() => Azure.StartAsync());
        Thread.Post(_ => _ = Balancer.RunAsync(), null);
        if (Policy.Settings is not null)
        {
            StartApp();
            Azure.ActionGroup.Add(new WebhookReceiver("steadfast", new("https://app.azurewebsites.net/api/alerts")));
        }

        Policy.Begin(this);
    }

    /// <summary>Starts the Function App, the first time or after it was killed.</summary>
    public void StartApp()
    {
        CostMeter.Enter(Part.Runtime);
        FunctionAppRun app = new(_surroundings);
        CostMeter.Enter(Part.Models);
        App = app;
        Thread.Post(_ => _ = StartAsync(app), null);
    }

    /// <summary>Starts the Function App again some seconds after it was killed.</summary>
    public void StartAppLater() => After(Boot, StartApp);

    /// <summary>Does something later.</summary>
    public void After(TimeSpan delay, Action act)
    {
        ITimer? timer = null;
        timer = Clock.CreateTimer(
            _ =>
            {
                timer?.Dispose();
                Thread.Post(_ => act(), null);
            },
            null, delay, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Lets time pass up to a moment.</summary>
    public void RunUntil(TimeSpan age)
    {
        DateTimeOffset until = Start + age;
        do
        {
            Thread.Drain();
            if (Thread.Stray is { } stray)
            {
                throw new StrayWorkException(stray);
            }
        }
        while (Clock.FireNext(until));
    }

    /// <summary>Begins something and lets time pass until it is done; for what must be known at once.</summary>
    public T Finish<T>(Func<Task<T>> work)
    {
        Task<T>? task = null;
        Thread.Post(_ => task = work(), null);
        DateTimeOffset until = Clock.GetUtcNow() + TimeSpan.FromMinutes(30);
        do
        {
            Thread.Drain();
        }
        while (!task!.IsCompleted && Clock.FireNext(until));

        return task.IsCompleted ? task.GetAwaiter().GetResult() : throw new InvalidOperationException("What was asked of the world did not end within half an hour of its time.");
    }

    private void Finish(Func<Task> work) => Finish(async () =>
    {
        await work();
        return true;
    });

    private async Task StartAsync(FunctionAppRun app)
    {
        try
        {
            await app.StartAsync();
            Log.Tell("the Function App runs");
        }
        catch (Exception failure)
        {
            Failures.Add($"the Function App could not start: {failure}");
        }
    }

    /// <summary>Failures of the simulation itself or in the app's start.</summary>
    public List<string> Failures { get; } = [];

    private async Task<HttpResponseMessage> AskControlPlaneAsync(HttpRequestMessage request, CancellationToken ct)
    {
        CostMeter.Enter(Part.Emulator);
        Asked++;
        await Ways.PassToControlPlaneAsync(ct);
        HttpResponseMessage answer = await _controlPlane.SendAsync(request, ct);
        Log.Note(request.RequestUri!.AbsolutePath, (int)answer.StatusCode);
        if (request.Method != HttpMethod.Get)
        {
            Log.Tell($"{request.Method} {Short(request.RequestUri)} is answered {(int)answer.StatusCode}");
        }

        Ways.PassAnswer(request);
        return answer;
    }

    private Task<HttpResponseMessage> AskWebServerAsync(HttpRequestMessage request, CancellationToken ct)
    {
        Ways.PassToWebServer(request);
        return Fleet.AnswerAsync(request, ct);
    }

    private static string Short(Uri url) => url.AbsolutePath[(url.AbsolutePath.LastIndexOf("/providers/", StringComparison.Ordinal) + 11)..];

    private async Task<HttpResponseMessage> TakeNoticeAsync(HttpRequestMessage request, CancellationToken ct)
    {
        Ways.PassToReceiver();
        Notice notice = JsonSerializer.Deserialize<Notice>(await request.Content!.ReadAsByteArrayAsync(ct), JsonSerializerOptions.Web)!;
        if (Notices.TrueForAll(known => known.Id != notice.Id))
        {
            Notices.Add(notice);
            Log.Tell($"people are told ({notice.Kind}, {notice.Subject}): {notice.Text}");
        }

        return new(System.Net.HttpStatusCode.NoContent) { Content = new ByteArrayContent([]) };
    }

    private Task<HttpResponseMessage> AlertAsync(HttpRequestMessage request, CancellationToken ct) =>
        App is { } app ? app.SendAsync(request, ct) : Receive!(request, ct);

    private void Moved(MemberChange change)
    {
        if (change.Stage is MemberStage.Made or MemberStage.Removed)
        {
            Moves.Add(new(Clock.GetUtcNow(), change.Instance.Spec.InstanceId, change.Stage == MemberStage.Made));
        }
    }

    private EmulatorOptions Options(FaultSchedule schedule, Dice dice)
    {
        Dice ids = dice.Split();
        Dice latency = dice.Split();
        return new()
        {
            Url = new("http://127.0.0.1:8090"),
            Server = _controlPlane,
            Webhooks = new WorldWay(Thread, Clock, () => latency.Between(Durations.ControlPlane.From, Durations.ControlPlane.To), AlertAsync),
            Begin = work => Thread.BeginAsync(() =>
            {
                CostMeter.Enter(Part.Emulator);
                return work();
            }),
            NewId = ids.Id,
            Subscription = AppSettings.Subscription,
            ResourceGroup = "rg",
            Location = "westeurope",
            ScaleSet = "web",
            LoadBalancer = "lb",
            Database = new("mysql") { Host = "10.0.2.4", PlatformFailover = Policy.FailoverOf(schedule) },
            BearerToken = ArmToken,
            Machines = [.. Enumerable.Range(1, schedule.Instances).Select(id => new MachineSpec($"{id}", $"{((id - 1) % 3) + 1}", $"10.0.1.{id + 3}", 8080))],
            SpareAddresses = [.. Enumerable.Range(schedule.Instances + 4, 20).Select(last => $"10.0.1.{last}")],
            AutomaticRepairs = Policy.HasAutomaticRepairs(schedule) ? new(TimeSpan.FromMinutes(10)) : null,
            SyntheticAlertEvery = TimeSpan.FromMinutes(30),
            Pace = Pace,
            Clock = Clock,
            PageSize = 100,
        };
    }
}
