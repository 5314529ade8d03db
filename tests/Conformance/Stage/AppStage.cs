using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Steadfast.Conformance.Tests.Engine;
using Steadfast.Functions.Incidents;
using Steadfast.Functions.Tests.Database;
using Steadfast.Functions.Tests.Stage;
using Steadfast.Local.AzureEmulator;
using Steadfast.Local.Host;
using Steadfast.Local.Runtime;

namespace Steadfast.Conformance.Tests.Stage;

/// <summary>The whole Function App over HTTP on one of the back ends, against the emulated control plane with machines and a database pair in memory.</summary>
internal sealed class AppStage : IAsyncDisposable, IMachineFactory
{
    private const string Key = "the-function-key";
    private const string Token = "a-token";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);
    private static readonly Pace Quick = Pace.Fast with { DatabaseFailoverDuration = TimeSpan.FromMilliseconds(50), DatabaseLookInterval = TimeSpan.FromMilliseconds(50) };

    // Every hop takes a few tenths of a second on the real back end while other tests run, so every deadline is long.
    private static readonly Dictionary<string, string?> Settings = new(StageSettings.All)
    {
        ["Recovery:DecisionDeadline"] = "00:02:00",
        ["Recovery:RestartDeadline"] = "00:02:00",
        ["Recovery:ReimageDeadline"] = "00:02:00",
        ["Recovery:ReplaceDeadline"] = "00:02:00",
        ["Recovery:RestoreDeadline"] = "00:00:05",
        ["Recovery:CheckInterval"] = "00:00:00.300",
        ["Recovery:PollInterval"] = "00:00:00.300",
        ["Recovery:VerifyInterval"] = "00:00:00.300",
        ["Recovery:StayHealthy"] = "00:00:00.300",
        ["Stack:InstanceTimeout"] = "00:00:05",
        ["Stack:DatabaseTimeout"] = "00:00:05",
        ["Guard:CoolDown"] = "00:00:00",
        ["Guard:RefusalDeadline"] = "00:02:00",
        ["Database:CheckInterval"] = "00:00:00.300",
        ["Database:PollInterval"] = "00:00:00.300",
        ["Database:ObservationMaxAge"] = "00:00:00.050",
    };

    private readonly FunctionHost _host;
    private readonly HttpClient _http;

    private AppStage(Backend backend, Azurite azurite, IPAddress front, bool newcomersServe)
    {
        NewcomersServe = newcomersServe;
        string prefix = front.ToString()[..^1];
        Pair = new MemoryPair();
        Azure = EmulatedAzure.Build(new EmulatorOptions
        {
            Url = new($"http://{front}:8090"),
            Subscription = StageSettings.Subscription,
            ResourceGroup = "rg",
            Location = "westeurope",
            ScaleSet = "web",
            LoadBalancer = "lb",
            BearerToken = Token,
            AlertRules = [],
            Pace = Quick,
            SpareAddresses = [.. Enumerable.Range(20, 4).Select(last => $"{prefix}{last}")],
            Machines = [.. Enumerable.Range(1, 3).Select(id => new MachineSpec($"{id}", $"{id}", $"{prefix}{10 + id}", 8080))],
            Database = new("mysql") { PlatformFailover = PlatformFailover.Absent },
        }, this, Pair);
        Dictionary<string, string?> settings = new(Settings)
        {
            ["Stack:DatabaseServer"] = "mysql",
            ["Stack:DatabaseHost"] = Pair.Host,
            ["Stack:DatabasePort"] = $"{Pair.Port}",
        };
        _host = LocalFunctionApp.Build(new HostSettings(new($"http://{front}:7071"), Key, "the-master-key", Azure.Url, Token, JournalFolder: null)
        {
            AppSettings = settings,
            Storage = backend == Backend.Storage ? new() : null,
            Engine = backend == Backend.Real ? Backends.Real(azurite) : null,
        });
        _http = new HttpClient { BaseAddress = new($"http://{front}:7071"), Timeout = TimeSpan.FromSeconds(100) };
        _http.DefaultRequestHeaders.Add("x-functions-key", Key);
    }

    public EmulatedAzure Azure { get; }

    public MemoryPair Pair { get; }

    public Dictionary<string, MemoryMachine> Machines { get; } = [];

    public FunctionHost Host => _host;

    /// <summary>Whether a machine that is made from now on serves when it is started.</summary>
    public bool NewcomersServe { get; set; }

    /// <summary>Starts everything, and waits until the platform knows that instance 1 is dead and that the others serve.</summary>
    public static async Task<AppStage> StartAsync(Backend backend, Azurite azurite, bool newcomersServe = true)
    {
        AppStage stage = new(backend, azurite, FreeFront(), newcomersServe);
        await stage.Azure.StartAsync();
        await stage._host.StartAsync(CancellationToken.None);
        foreach (MemoryMachine machine in stage.Machines.Values)
        {
            stage.Pair.Changed += isAlive => TellOfDatabase(machine, isAlive);
            if (machine.Spec.InstanceId != "1")
            {
                machine.Serve();
            }
        }

        stage.Pair.Serve();
        await stage.HealthIsKnownAsync();
        return stage;
    }

    /// <summary>Waits until the platform says of each instance what is so: until then a look finds none of them serving, which leads to another diagnosis.</summary>
    public Task HealthIsKnownAsync() => Settled.Is(
        () => Task.FromResult(Azure.ScaleSet.Instances.Select(one => $"{one.Spec.InstanceId}: {one.State.Health.Value}").ToArray()),
        shown => shown.SequenceEqual(Azure.ScaleSet.Instances.Select(one => $"{one.Spec.InstanceId}: {(Machines[one.Spec.InstanceId].Serves ? "healthy" : "unhealthy")}")),
        "the platform knows who serves");

    /// <summary>Lets instance 1 serve too, and waits until the platform knows.</summary>
    public Task AllServeAsync()
    {
        Machines["1"].Serve();
        return HealthIsKnownAsync();
    }

    public IMachine Create(MachineSpec spec) => Machines[spec.InstanceId] = new MemoryMachine(spec) { ServesAfterStart = NewcomersServe };

    public string AddressOf(string instanceId) => Machines[instanceId].Spec.PrivateIp;

    /// <summary>Posts a body and reads the answer; the status must be the one expected.</summary>
    public async Task<T> PostAsync<T>(string path, string body, HttpStatusCode expected = HttpStatusCode.Accepted)
    {
        using StringContent content = new(body, Encoding.UTF8, "application/json");
        using HttpResponseMessage answer = await _http.PostAsync(path, content);
        string text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == expected, $"{path}: {answer.StatusCode} {text}");
        return JsonSerializer.Deserialize<T>(text, Json)!;
    }

    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string body)
    {
        using HttpRequestMessage request = new(method, path) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        return await _http.SendAsync(request);
    }

    public async Task<T> GetAsync<T>(string path) => (await _http.GetFromJsonAsync<T>(path, Json))!;

    public Task<IncidentRecord[]> IncidentsAsync() => GetAsync<IncidentRecord[]>("/api/incidents");

    /// <summary>Waits until there are so many incidents and all of them are closed.</summary>
    public Task<IncidentRecord[]> ClosedAsync(int count = 1) => Settled.Is(
        IncidentsAsync, all => all.Length >= count && all.All(incident => incident.Outcome != IncidentOutcome.Open), $"{count} incidents are closed");

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _host.DisposeAsync();
        await Azure.DisposeAsync();
        foreach (MemoryMachine machine in Machines.Values)
        {
            machine.Dispose();
        }

        Pair.Dispose();
    }

    private static void TellOfDatabase(MemoryMachine machine, bool isAlive)
    {
        machine.Answers["/status"] = isAlive ? """{"instance":"a","database":{"state":"ok","error":null}}""" : """{"instance":"a","database":{"state":"unreachable","error":"timeout"}}""";
        machine.Answers["/status/write"] = isAlive ? """{"written":true}""" : """{"written":false,"error":"unreachable"}""";
    }

    // A front address of its own for every stage, so that tests run side by side.
    private static IPAddress FreeFront()
    {
        while (true)
        {
            IPAddress front = IPAddress.Parse($"{LoopbackFront.Next(40, 60)}.1");
            try
            {
                using TcpListener first = new(front, 8090);
                using TcpListener second = new(front, 7071);
                first.Start();
                second.Start();
                return front;
            }
            catch (SocketException)
            {
                // Taken; another one is free.
            }
        }
    }
}
