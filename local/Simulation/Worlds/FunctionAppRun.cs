using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Azure.Core;
using Azure.Monitor.Query;
using Azure.ResourceManager;
using Microsoft.Extensions.DependencyInjection;
using Steadfast.Functions;
using Steadfast.Functions.Database;
using Steadfast.Functions.Notifications;
using Steadfast.Functions.Platform;
using Steadfast.Functions.Watchdog;
using Steadfast.Local.Runtime;
using Steadfast.Local.Simulation.Engine;
using Steadfast.Local.Simulation.Models;

namespace Steadfast.Local.Simulation.Worlds;

/// <summary>The Function App from one start to its end: the real functions on the local runtime, with every way to the outside leading into the world.</summary>
internal sealed class FunctionAppRun
{
    private const string Key = "function-key-of-a-world";
    private static readonly FunctionCatalog Catalog = FunctionCatalog.FromAssembly(typeof(ServiceRegistration).Assembly);

    private readonly MemoryServer _server = new();
    private readonly FunctionHost _host;
    private readonly AppClock _clock;
    private readonly AppSurroundings _world;
    private readonly Workers _workers;

    public FunctionAppRun(AppSurroundings world)
    {
        _world = world;
        _clock = new(world.Clock);
        _workers = new(world.Dice, world.Settings, Register);
        RuntimeOptions runtime = new()
        {
            Clock = _clock,
            // An app that was killed replays every history, so that code which does not fit its own history is found all the same.
            KeepsRuns = true,
            Altered = world.Altered,
            Worker = _workers.Next,
            DeliveredAgainAfter = _workers.DeliveredAgainAfter,
            ActivityClock = _clock,
            ActivityDeadline = ActivityDeadline.Limit,
            Pool = Run,
            NewId = world.Dice.Id,
            Retained = world.Commits,
            Committed = Committed,
        };
        FunctionHostOptions options = new()
        {
            App = typeof(ServiceRegistration).Assembly,
            Catalog = Catalog,
            Url = new("http://127.0.0.1:7071"),
            FunctionKey = Key,
            Server = _server,
            AppSettings = world.Settings,
            Runtime = runtime,
        };
        _host = FunctionHost.Build(options, (services, configuration) => Register(services.AddSteadfast(configuration)));
    }

    /// <summary>True while it takes requests.</summary>
    public bool IsUp => !_clock.IsDead && _server.IsOpen;

    /// <summary>Set: it is killed at its next commit.</summary>
    public bool DiesAtNextCommit { get; set; }

    /// <summary>Lead of its clock.</summary>
    public TimeSpan Ahead { get => _clock.Ahead; set => _clock.Ahead = value; }

    /// <summary>The durable client, for what a world asks at its end.</summary>
    public Microsoft.DurableTask.Client.DurableTaskClient Client => _host.Client;

    /// <summary>Told when it was killed.</summary>
    public event Action? Killed;

    /// <summary>Starts it.</summary>
    public Task StartAsync() => _host.StartAsync();

    /// <summary>Ends it as <c>kill -9</c> does: nothing of it goes on, and nothing is heard of it.</summary>
    public void Kill()
    {
        _clock.IsDead = true;
        _world.Commits.Release();
        _world.Log.Tell("the Function App is killed");
        Killed?.Invoke();
    }

    /// <summary>Starts a second worker, where one runs.</summary>
    public void StartSecondWorker()
    {
        if (!_clock.IsDead && _workers.StartSecond())
        {
            _world.Log.Tell("a second worker of the Function App runs");
        }
    }

    /// <summary>Stops one of two workers, which finishes what it has begun.</summary>
    public void StopOneWorker()
    {
        if (!_clock.IsDead && _workers.StopOne())
        {
            _world.Log.Tell("one worker of the Function App runs");
        }
    }

    /// <summary>Takes a request, as the front of Azure Functions would hand it over.</summary>
    public async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken ct)
    {
        CostMeter.Enter(Part.Runtime);
        if (!IsUp)
        {
            throw new HttpRequestException(HttpRequestError.ConnectionError, "the Function App is down");
        }

        request.Headers.TryAddWithoutValidation("x-functions-key", Key);
        HttpResponseMessage answer = await _server.SendAsync(request, ct);
        return _clock.IsDead ? throw new HttpRequestException(HttpRequestError.ResponseEnded, "the Function App went down") : answer;
    }

    /// <summary>Asks for something as a person does.</summary>
    public Task<HttpResponseMessage> PostAsync(string path, object body) => SendAsync(
        new(HttpMethod.Post, $"https://app.azurewebsites.net/api/{path}")
        {
            Content = new StringContent(JsonSerializer.Serialize(body, JsonSerializerOptions.Web), Encoding.UTF8, "application/json"),
        },
        CancellationToken.None);

    /// <summary>Reads something as a person does.</summary>
    public async Task<T> GetAsync<T>(string path)
    {
        HttpResponseMessage answer = await SendAsync(new(HttpMethod.Get, $"https://app.azurewebsites.net/api/{path}"), CancellationToken.None);
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadFromJsonAsync<T>(JsonSerializerOptions.Web))!;
    }

    private void Run(IThreadPoolWorkItem item) => _world.Thread.Post(
        given =>
        {
            if (!_clock.IsDead)
            {
                CostMeter.Enter(Part.Runtime);
                ((IThreadPoolWorkItem)given!).Execute();
            }
        },
        item);

    // Durable, and nothing of it has left yet.
    private ValueTask Committed()
    {
        if (DiesAtNextCommit && !_clock.IsDead)
        {
            Kill();
        }

        // Whoever was killed never comes back from here.
        return _clock.IsDead ? new(new TaskCompletionSource().Task) : default;
    }

    private void Register(IServiceCollection services)
    {
        services.AddSingleton<TimeProvider>(_clock);
        services.AddSingleton<TokenCredential>(new WorldCredential(_world.ArmToken));
        services.AddSingleton<DatabaseConnector>(new PairConnector(_world.Database, _clock));
        services.AddSingleton<IRehearsal, NoRehearsal>();
        ArmEnvironment cloud = new StackOptions().GetCloud();
        ArmClientOptions arm = ArmOptions.Create(cloud);
        MetricsQueryClientOptions metrics = ArmOptions.CreateForMetrics(cloud);
        foreach (ClientOptions options in new ClientOptions[] { arm, metrics })
        {
            options.RetryPolicy = new WorldRetries(_world.Thread, _clock);
            // By the machine's clock, which means nothing here: no way in a world takes so long.
            options.Retry.NetworkTimeout = Timeout.InfiniteTimeSpan;
            options.Transport = new Azure.Core.Pipeline.HttpClientTransport(new HttpClient(WayTo(Durations.ControlPlane, _world.ControlPlane)) { Timeout = Timeout.InfiniteTimeSpan });
        }

        services.AddSingleton(arm);
        services.AddSingleton(provider => new MetricsQueryClient(cloud.Endpoint, provider.GetRequiredService<TokenCredential>(), metrics));
        services.ConfigureHttpClientDefaults(clients => clients
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
            .ConfigureHttpClient(client => client.Timeout = Timeout.InfiniteTimeSpan));
        Lead<NoticeReceiver>(services, _world.Notices);
        Lead<InstanceProbe>(services, _world.Machines);
        Lead<WriteProbe>(services, _world.Machines);
        Lead<BootDiagnostics>(services, _world.ControlPlane);
    }

    private void Lead<T>(IServiceCollection services, Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> to) where T : class =>
        services.AddHttpClient<T>().ConfigurePrimaryHttpMessageHandler(() => WayTo(Durations.Network, to));

    private WorldWay WayTo(Duration latency, Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> to) =>
        new(_world.Thread, _clock, () => _world.Dice.Between(latency.From, latency.To), to) { IsDead = () => _clock.IsDead };

    private sealed class NoRehearsal : IRehearsal
    {
        public Task Begin() => Task.CompletedTask;
    }

    private sealed class WorldCredential(string token) : TokenCredential
    {
        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) => new(token, DateTimeOffset.MaxValue);

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            new(GetToken(requestContext, cancellationToken));
    }
}

/// <summary>Surroundings of the Function App.</summary>
/// <param name="Thread">The one thread.</param>
/// <param name="Clock">The right time.</param>
/// <param name="Dice">Draws latencies and ids.</param>
/// <param name="Log">What happens.</param>
/// <param name="Commits">What outlives the app.</param>
/// <param name="Database">The database.</param>
internal sealed record AppSurroundings(WorldThread Thread, WorldClock Clock, Dice Dice, EventLog Log, RetainedCommits Commits, DatabasePair Database)
{
    /// <summary>The token that the control plane accepts.</summary>
    public required string ArmToken { get; init; }

    /// <summary>App settings.</summary>
    public required IReadOnlyDictionary<string, string?> Settings { get; init; }

    /// <summary>Changes what functions are told and tell; null when nothing does.</summary>
    public Func<string, string?, string?>? Altered { get; init; }

    /// <summary>Answers for Azure Resource Manager and Azure Monitor.</summary>
    public required Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> ControlPlane { get; init; }

    /// <summary>Answers for the web servers.</summary>
    public required Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> Machines { get; init; }

    /// <summary>Answers for whoever takes notices.</summary>
    public required Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> Notices { get; init; }
}
