using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Steadfast.Functions.Alerts;
using Steadfast.Functions.Incidents;
using Steadfast.Local.AzureEmulator;
using Steadfast.Local.Host;
using Steadfast.Local.Runtime;

namespace Steadfast.Functions.Tests.Stage;

/// <summary>
/// The Function App in this process, on real HTTP, against the emulated control plane with machines that only exist in memory. What the
/// balancer's probe says is recorded by the test.
/// </summary>
internal sealed class LocalStage : IAsyncDisposable, IMachineFactory
{
    public const string Key = "the-function-key";
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);
    private readonly FunctionHost _host;

    private LocalStage(IPAddress front, StorageBehavior? storage, IReadOnlyDictionary<string, string?>? settings)
    {
        const string token = "a-token";
        Options = new EmulatorOptions
        {
            Url = new($"http://{front}:8090"),
            Subscription = StageSettings.Subscription,
            ResourceGroup = "rg",
            Location = "westeurope",
            ScaleSet = "web",
            LoadBalancer = "lb",
            BearerToken = token,
            AlertRules = [],
            Machines = [.. Enumerable.Range(1, 3).Select(id => new MachineSpec($"{id}", $"{id}", $"{front.ToString()[..^1]}{10 + id}", 8080))],
        };
        Azure = EmulatedAzure.Build(Options, this);
        // Every stage sets the same values, so that stages side by side do not disturb each other.
        foreach ((string name, string? value) in StageSettings.All)
        {
            Environment.SetEnvironmentVariable(name.Replace(":", "__", StringComparison.Ordinal), value);
        }

        _host = LocalFunctionApp.Build(new HostSettings(new($"http://{front}:7071"), Key, "the-master-key", Azure.Url, token, JournalFolder: null)
        {
            Storage = storage,
            AppSettings = settings ?? new Dictionary<string, string?>(),
        });
        Http = new HttpClient { BaseAddress = new($"http://{front}:7071") };
    }

    public EmulatedAzure Azure { get; }

    public EmulatorOptions Options { get; }

    /// <summary>A client that sends no key by itself.</summary>
    public HttpClient Http { get; }

    public Dictionary<string, MemoryMachine> Machines { get; } = [];

    public FunctionHost Host => _host;

    public string AddressOf(string instanceId) => Machines[instanceId].Spec.PrivateIp;

    /// <summary>Starts everything.</summary>
    /// <param name="storage">Given: Durable Functions behave as on Azure Storage.</param>
    /// <param name="settings">App settings that go before those of every stage.</param>
    public static async Task<LocalStage> StartAsync(StorageBehavior? storage = null, IReadOnlyDictionary<string, string?>? settings = null)
    {
        LocalStage stage = new(FreeFront(), storage, settings);
        await stage.Azure.StartAsync();
        await stage._host.StartAsync(CancellationToken.None);
        return stage;
    }

    public IMachine Create(MachineSpec spec) => Machines[spec.InstanceId] = new MemoryMachine(spec);

    public Task<HttpResponseMessage> PostAlertAsync(string body) => PostAsync("/api/alerts", Encoding.UTF8.GetBytes(body), Key);

    public async Task<HttpResponseMessage> PostAsync(string path, byte[] body, string? key)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, path) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new("application/json");
        if (key is not null)
        {
            request.Headers.Add("x-functions-key", key);
        }

        return await Http.SendAsync(request);
    }

    public Task<AlertView[]> AlertsAsync() => GetAsync<AlertView[]>("/api/alerts");

    public Task<IncidentRecord[]> IncidentsAsync() => GetAsync<IncidentRecord[]>("/api/incidents");

    /// <summary>The history of every orchestration.</summary>
    public async Task<HistoryExport[]> HistoriesAsync()
    {
        using HttpClient management = new() { BaseAddress = new Uri(Http.BaseAddress!, "runtime/webhooks/durabletask/") };
        management.DefaultRequestHeaders.Add("x-functions-key", "the-master-key");
        JsonElement[] all = (await management.GetFromJsonAsync<JsonElement[]>("instances?top=1000&showInput=false"))!;
        return await Task.WhenAll(all.Select(one => one.GetProperty("instanceId").GetString()!).Select(async id =>
            HistoryExport.Parse(await management.GetStringAsync($"instances/{Uri.EscapeDataString(id)}/history"))));
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _host.DisposeAsync();
        await Azure.DisposeAsync();
    }

    public async Task<T> GetAsync<T>(string path)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, path);
        request.Headers.Add("x-functions-key", Key);
        using HttpResponseMessage response = await Http.SendAsync(request);
        response.EnsureSuccessStatusCode();
        return (await response.Content.ReadFromJsonAsync<T>(Json))!;
    }

    // A front address of its own for every stage, so that test classes run side by side.
    private static IPAddress FreeFront()
    {
        while (true)
        {
            IPAddress front = IPAddress.Parse($"{LoopbackFront.Next(60, 90)}.1");
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
