using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace Steadfast.Local.Runtime.Tests;

[Trait("Category", "fast")]
public sealed class ManagementTests : IAsyncLifetime
{
    private const string Root = "/runtime/webhooks/durabletask";

    private readonly HttpClient _http = new();
    private FunctionHost _host = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _host = FunctionHost.Build(
            new()
            {
                App = typeof(ManagementTests).Assembly,
                Catalog = FunctionCatalog.FromTypes(typeof(ManagementTests)),
                Url = new("http://127.0.0.1:0"),
                FunctionKey = "function-key",
                MasterKey = "master-key",
            },
            (_, _) => { });
        await _host.StartAsync();
        _http.BaseAddress = _host.Url;
        _http.DefaultRequestHeaders.Add("x-functions-key", "master-key");
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _host.DisposeAsync();
    }

    [Fact]
    public async Task Start_status_event_and_purge_speak_the_durable_functions_http_api()
    {
        using var started = await _http.PostAsync($"{Root}/orchestrators/Greet/one?code=master-key", JsonContent.Create("hello"), Token);
        var urls = (await started.Content.ReadFromJsonAsync<JsonObject>(Token))!;
        Assert.Equal(202, (int)started.StatusCode);
        Assert.Equal($"{_host.Url}runtime/webhooks/durabletask/instances/one?code=master-key", (string?)urls["statusQueryGetUri"]);

        await _host.Runtime.WhenIdleAsync(Token);
        var (runningCode, running) = await GetAsync((string)urls["statusQueryGetUri"]!);
        Assert.Equal((202, "Running", "hello", "waiting"), (runningCode, (string?)running["runtimeStatus"], (string?)running["input"], (string?)running["customStatus"]));

        using var raised = await _http.PostAsync(((string)urls["sendEventPostUri"]!).Replace("{eventName}", "name", StringComparison.Ordinal), JsonContent.Create("Ada"), Token);
        Assert.Equal(202, (int)raised.StatusCode);
        await _host.Client.WaitForInstanceCompletionAsync("one", Token);

        var (endedCode, ended) = await GetAsync($"{Root}/instances/one?showHistory=true");
        Assert.Equal((200, "Completed", "hello Ada!"), (endedCode, (string?)ended["runtimeStatus"], (string?)ended["output"]));
        Assert.Equal(
            ["name", "instanceId", "runtimeStatus", "input", "customStatus", "output", "createdTime", "lastUpdatedTime", "historyEvents"],
            ended.Select(field => field.Key));
        Assert.Equal(
            ["ExecutionStarted", "EventRaised", "TaskCompleted", "ExecutionCompleted"],
            ended["historyEvents"]!.AsArray().Select(shown => (string)shown!["EventType"]!));

        using var purged = await _http.DeleteAsync((string)urls["purgeHistoryDeleteUri"]!, Token);
        Assert.Equal("""{"instancesDeleted":1}""", await purged.Content.ReadAsStringAsync(Token));
        Assert.Equal(404, (await GetAsync($"{Root}/instances/one")).Status);
    }

    [Fact]
    public async Task Suspend_resume_and_terminate_steer_an_instance()
    {
        await _http.PostAsync($"{Root}/orchestrators/Greet/two", null, Token);
        await _host.Runtime.WhenIdleAsync(Token);

        List<string?> states = [];
        foreach (string verb in new[] { "suspend?reason=pause", "resume", "terminate?reason=enough" })
        {
            using var answer = await _http.PostAsync($"{Root}/instances/two/{verb}", null, Token);
            Assert.Equal(202, (int)answer.StatusCode);
            await _host.Runtime.WhenIdleAsync(Token);
            states.Add((string?)(await GetAsync($"{Root}/instances/two")).Body["runtimeStatus"]);
        }

        Assert.Equal(["Suspended", "Running", "Terminated"], states);
        using var late = await _http.PostAsync($"{Root}/instances/two/raiseEvent/name", JsonContent.Create("x"), Token);
        Assert.Equal(410, (int)late.StatusCode);
    }

    [Fact]
    public async Task The_list_is_filtered_and_paged_by_a_header()
    {
        foreach (string id in new[] { "a1", "a2", "a3", "b1" })
        {
            await _http.PostAsync($"{Root}/orchestrators/Greet/{id}", null, Token);
        }

        using var first = await _http.GetAsync($"{Root}/instances?instanceIdPrefix=a&top=2", Token);
        using HttpRequestMessage next = new(HttpMethod.Get, $"{Root}/instances?instanceIdPrefix=a&top=2");
        next.Headers.Add("x-ms-continuation-token", first.Headers.GetValues("x-ms-continuation-token"));
        using var second = await _http.SendAsync(next, Token);

        Assert.Equal(["a1", "a2", "|", "a3"], [.. await IdsAsync(first), "|", .. await IdsAsync(second)]);
        Assert.False(second.Headers.Contains("x-ms-continuation-token"));
    }

    [Theory]
    [InlineData("GET", "/instances/nobody", 404)]
    [InlineData("POST", "/instances/nobody/terminate", 404)]
    [InlineData("POST", "/orchestrators/Nobody", 404)]
    [InlineData("GET", "/instances?runtimeStatus=Strange", 400)]
    public async Task Unknown_things_get_their_own_answer(string method, string path, int status)
    {
        using HttpRequestMessage request = new(new HttpMethod(method), Root + path);
        using var answer = await _http.SendAsync(request, Token);

        Assert.Equal(status, (int)answer.StatusCode);
    }

    [Fact]
    public async Task Only_the_master_key_opens_it()
    {
        using HttpClient stranger = new() { BaseAddress = _host.Url };

        Assert.Equal(401, (int)(await stranger.GetAsync($"{Root}/instances", Token)).StatusCode);
        Assert.Equal(401, (int)(await stranger.GetAsync($"{Root}/instances?code=function-key", Token)).StatusCode);
        Assert.Equal(200, (int)(await stranger.GetAsync($"{Root}/instances?code=master-key", Token)).StatusCode);
    }

    [Fact]
    public async Task An_exported_history_replays()
    {
        await _http.PostAsync($"{Root}/orchestrators/Greet/export", JsonContent.Create("hi"), Token);
        await _host.Runtime.WhenIdleAsync(Token);
        await _host.Client.RaiseEventAsync("export", "name", "Bob", Token);
        await _host.Client.WaitForInstanceCompletionAsync("export", Token);

        string json = await _http.GetStringAsync($"{Root}/instances/export/history", Token);

        Assert.Equal(
            new ReplayReport("export", "Greet", 8, true, "the code asks for the same as all 8 events"),
            HistoryReplayer.Replay(json, FunctionCatalog.FromTypes(typeof(ManagementTests))));
    }

    private static async Task<string[]> IdsAsync(HttpResponseMessage answer) =>
        [.. (await answer.Content.ReadFromJsonAsync<JsonArray>(Token))!.Select(found => (string)found!["instanceId"]!)];

    private async Task<(int Status, JsonObject Body)> GetAsync(string path)
    {
        using var answer = await _http.GetAsync(path, Token);
        string text = await answer.Content.ReadAsStringAsync(Token);
        return ((int)answer.StatusCode, text.Length == 0 ? [] : JsonNode.Parse(text)!.AsObject());
    }

    [Function(nameof(Greet))]
    public static async Task<string> Greet([OrchestrationTrigger] TaskOrchestrationContext context, string word)
    {
        context.SetCustomStatus("waiting");
        string name = await context.WaitForExternalEvent<string>("name");
        return await context.CallActivityAsync<string>(nameof(Shout), $"{word} {name}");
    }

    [Function(nameof(Shout))]
    public static string Shout([ActivityTrigger] string word) => word + "!";
}
