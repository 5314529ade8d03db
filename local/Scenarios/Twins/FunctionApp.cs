using System.Net.Http.Json;
using System.Text.Json;
using Steadfast.Functions;
using Steadfast.Functions.Alerts;
using Steadfast.Functions.Incidents;
using Steadfast.Functions.Instances;
using Steadfast.Functions.Watchdog;
using Steadfast.Local.Scenarios.Twins.FunctionsHost;

namespace Steadfast.Local.Scenarios.Twins;

/// <summary>The Function App in a host of its own, and a client for its API.</summary>
public sealed class FunctionApp : IAsyncDisposable
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);
    private const string KeyHeader = "x-functions-key";
    private static readonly TimeSpan OneLook = TimeSpan.FromSeconds(5);
    private readonly FunctionAppOptions _options;
    private readonly IAppHost _host;
    private readonly HttpClient _http;
    private readonly AnswerLog _answers = new();

    /// <summary>Prepares it; nothing runs before <see cref="StartAsync"/>.</summary>
    /// <param name="host">What runs it; ended with this.</param>
    public FunctionApp(FunctionAppOptions options, IAppHost host)
    {
        _options = options;
        _host = host;
        _http = new HttpClient(_answers) { BaseAddress = options.Url, Timeout = TimeSpan.FromSeconds(10) };
        _http.DefaultRequestHeaders.Add(KeyHeader, _options.FunctionKey);
    }

    /// <summary>Answers to the requests that were sent from here: "GET api/incidents 200".</summary>
    public IReadOnlyList<string> Answers => _answers.All;

    /// <summary>Address that it listens on.</summary>
    public Uri Url => _options.Url;

    /// <summary>The process id; null before the first start.</summary>
    public int? ProcessId => _host.ProcessId;

    /// <summary>The last lines it wrote.</summary>
    public IReadOnlyList<string> Output => _host.Output?.Lines ?? [];

    /// <summary>Starts the process, anew when it has ended, and waits until it answers.</summary>
    /// <exception cref="InvalidOperationException">It ended, or did not answer in time; the message has its last lines.</exception>
    public async Task StartAsync(CancellationToken ct)
    {
        await _host.StartAsync(ct);
        long began = _options.Clock.GetTimestamp();
        while (_options.Clock.GetElapsedTime(began) < _host.StartDeadline && _host.IsRunning)
        {
            if (await AnswersAsync(ct))
            {
                return;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(25), _options.Clock, ct);
        }

        throw new InvalidOperationException($"The Function App did not come up. Its last lines:\n{_host.Output}");
    }

    /// <summary>Completes with the exit code when the process has ended; never before the first start.</summary>
    public Task<int> Ended => _host.Ended;

    /// <summary>SIGKILL, as a crash.</summary>
    public void Kill() => _host.Kill();

    /// <summary>The newest incidents first.</summary>
    public async Task<IReadOnlyList<IncidentRecord>> IncidentsAsync(CancellationToken ct) =>
        await _http.GetFromJsonAsync<IncidentRecord[]>("api/incidents", Json, ct) ?? [];

    /// <summary>Every incident, however many, newest first: read from the orchestrations themselves.</summary>
    public async Task<IReadOnlyList<IncidentRecord>> EveryIncidentAsync(CancellationToken ct) =>
        [.. (await OrchestrationsAsync(ct)).OrderByDescending(one => one.CreatedTime).Select(one => one.Record).OfType<IncidentRecord>()];

    private async Task<Orchestration[]> OrchestrationsAsync(CancellationToken ct)
    {
        using HttpRequestMessage request = new(
            HttpMethod.Get, "runtime/webhooks/durabletask/instances?instanceIdPrefix=incident-&top=1000&showInput=false");
        request.Headers.Add(KeyHeader, _options.MasterKey);
        using HttpResponseMessage answer = await _http.SendAsync(request, ct);
        answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadFromJsonAsync<Orchestration[]>(Json, ct) ?? [];
    }

    /// <summary>Lists what is still held for incidents: orchestrations that have not ended, permits, the automatic repairs.</summary>
    /// <param name="ct">Ends the request.</param>
    public async Task<IReadOnlyList<string>> HeldAsync(CancellationToken ct)
    {
        AutomationView view = await AutomationAsync(ct);
        return
        [
            .. (await OrchestrationsAsync(ct))
                .Where(one => one is { IsIncident: true, RuntimeStatus: "Running" or "Pending" or "Suspended" })
                .Select(one => $"{one.InstanceId} is {one.RuntimeStatus}"),
            .. view.Permits.Where(permit => permit.Left is null).Select(permit => $"a permit of {permit.IncidentId}"),
            .. view.RepairsHeldBy.Select(holder => $"the automatic repairs by {holder}"),
        ];
    }

    /// <summary>One piece of evidence of an incident, as the API shows it.</summary>
    /// <param name="number">1 for the first.</param>
    /// <exception cref="HttpRequestException">It is not there, or cannot be read now.</exception>
    public async Task<Evidence> EvidenceAsync(string incidentId, int number, CancellationToken ct) =>
        await _http.GetFromJsonAsync<Evidence>($"api/incidents/{incidentId}/evidence/{number}", Json, ct) ?? throw new InvalidOperationException("The evidence was answered null");

    /// <summary>The newest alerts first.</summary>
    public async Task<IReadOnlyList<AlertView>> AlertsAsync(CancellationToken ct) =>
        await _http.GetFromJsonAsync<AlertView[]>("api/alerts", Json, ct) ?? [];

    /// <summary>The state of the automation, and the last look of its watchdog.</summary>
    public async Task<AutomationView> AutomationAsync(CancellationToken ct) =>
        await _http.GetFromJsonAsync<AutomationView>("api/automation", Json, ct)
            ?? throw new InvalidOperationException("GET api/automation was answered null");

    /// <summary>Asks for something as a person does, and returns when it is taken.</summary>
    /// <param name="path">Path below the Function App, such as <c>api/automation/pause</c>.</param>
    /// <exception cref="InvalidOperationException">It was refused; the message has the answer.</exception>
    public async Task PostAsync(string path, object body, CancellationToken ct)
    {
        using HttpResponseMessage answer = await _http.PostAsJsonAsync(path, body, Json, ct);
        if (!answer.IsSuccessStatusCode)
        {
            throw new InvalidOperationException(
                $"POST {path} was answered {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync(ct)}");
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _host.DisposeAsync();
    }

    private sealed record Orchestration(
        string InstanceId, string Name, string RuntimeStatus, JsonElement? CustomStatus, JsonElement? Output, DateTimeOffset CreatedTime)
    {
        public bool IsIncident => Name == nameof(IncidentOrchestrator.Incident);

        public IncidentRecord? Record => IsIncident && Latest is { ValueKind: JsonValueKind.Object } record
            ? record.Deserialize<IncidentRecord>(Json)
            : null;

        private JsonElement? Latest => RuntimeStatus == "Completed" ? Output : CustomStatus;
    }

    private async Task<bool> AnswersAsync(CancellationToken ct)
    {
        using CancellationTokenSource deadline = new(OneLook, _options.Clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, ct);
        try
        {
            using HttpResponseMessage answer = await _http.GetAsync("api/incidents", either.Token);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return false;
        }
    }
}

/// <summary>Address and key of the Function App.</summary>
/// <param name="Url">Where it listens.</param>
/// <param name="FunctionKey">The key of its functions.</param>
/// <param name="MasterKey">The key of its management endpoints.</param>
/// <param name="Clock">The clock of deadlines.</param>
public sealed record FunctionAppOptions(Uri Url, string FunctionKey, string MasterKey, TimeProvider Clock);
