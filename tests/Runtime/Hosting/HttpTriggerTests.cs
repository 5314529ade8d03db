using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Steadfast.Local.Runtime.Tests;

[Trait("Category", "fast")]
public sealed class HttpTriggerTests : IAsyncLifetime
{
    private readonly HttpClient _http = new();
    private FunctionHost _host = null!;

    public async ValueTask InitializeAsync()
    {
        _host = FunctionHost.Build(
            new()
            {
                App = typeof(HttpTriggerTests).Assembly,
                Catalog = FunctionCatalog.FromTypes(typeof(HttpTriggerTests)),
                Url = new("http://127.0.0.1:0"),
                FunctionKey = "function-key",
                MasterKey = "master-key",
                MaxRequestBodyBytes = 1000,
            },
            (_, _) => { });
        await _host.StartAsync();
        _http.BaseAddress = _host.Url;
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _host.DisposeAsync();
    }

    [Theory]
    [InlineData("GET", "/api/open", null, 200)]
    [InlineData("GET", "/api/things/7", "function-key", 200)]
    [InlineData("GET", "/api/things/7", "master-key", 200)]
    [InlineData("GET", "/api/things/7", null, 401)]
    [InlineData("GET", "/api/things/7", "function-kez", 401)]
    [InlineData("GET", "/api/things/x", "function-key", 404)]
    [InlineData("GET", "/api/admin", "function-key", 401)]
    [InlineData("GET", "/api/admin", "master-key", 200)]
    [InlineData("DELETE", "/api/open", null, 405)]
    [InlineData("GET", "/api/nothing", "function-key", 404)]
    [InlineData("GET", "/api/fails", null, 500)]
    public async Task Routes_methods_and_keys_decide(string method, string path, string? key, int status)
    {
        using HttpRequestMessage request = new(new HttpMethod(method), path);
        if (key is not null)
        {
            request.Headers.Add("x-functions-key", key);
        }

        using var answer = await _http.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(status, (int)answer.StatusCode);
    }

    [Fact]
    public async Task The_key_may_come_in_the_query()
    {
        Assert.Equal("""{"theNumber":7}""", await _http.GetStringAsync("/api/things/7?code=function-key", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_wrong_key_gets_an_empty_body()
    {
        using var answer = await _http.GetAsync("/api/things/7?code=wrong", TestContext.Current.CancellationToken);

        Assert.Equal((HttpStatusCode.Unauthorized, ""), (answer.StatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)));
    }

    [Fact]
    public async Task An_exception_shows_nothing_of_the_inside()
    {
        using var answer = await _http.GetAsync("/api/fails", TestContext.Current.CancellationToken);

        Assert.Equal(("application/problem+json", "{}"), (answer.Content.Headers.ContentType!.MediaType, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)));
    }

    [Theory]
    [InlineData(1000, true, 200)]
    [InlineData(1001, true, 413)]
    [InlineData(1001, false, 413)]
    public async Task A_body_over_the_bound_is_refused(int length, bool declared, int status)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, "/api/open") { Content = new StringContent(new string('x', length), Encoding.ASCII) };
        request.Headers.TransferEncodingChunked = !declared;

        using var answer = await _http.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(status, (int)answer.StatusCode);
    }

    [Fact]
    public async Task A_trigger_starts_an_orchestration_by_its_client()
    {
        string id = await _http.GetStringAsync("/api/start", TestContext.Current.CancellationToken);

        var ended = await _host.Client.WaitForInstanceCompletionAsync(id, true, TestContext.Current.CancellationToken);

        Assert.Equal("done", ended.ReadOutputAs<string>());
    }

    [Function("open")]
    public static async Task<IActionResult> Open([HttpTrigger(AuthorizationLevel.Anonymous, "get", "post")] HttpRequest request)
    {
        using StreamReader reader = new(request.Body);
        return new OkObjectResult((await reader.ReadToEndAsync()).Length);
    }

    [Function("thing")]
    public static IActionResult Thing([HttpTrigger(AuthorizationLevel.Function, "get", Route = "things/{number}")] HttpRequest request, int number) =>
        new OkObjectResult(new { TheNumber = number });

    [Function("admin")]
    public static IActionResult Admin([HttpTrigger(AuthorizationLevel.Admin, "get")] HttpRequest request) => new OkResult();

    [Function("fails")]
    public static IActionResult Fails([HttpTrigger(AuthorizationLevel.Anonymous)] HttpRequest request) => throw new InvalidOperationException("secret");

    [Function("start")]
    public static async Task<IActionResult> Start([HttpTrigger(AuthorizationLevel.Anonymous)] HttpRequest request, [DurableClient] DurableTaskClient client, CancellationToken cancellation) =>
        new ContentResult { Content = await client.ScheduleNewOrchestrationInstanceAsync("work", cancellation) };

    [Function("work")]
    public static Task<string> Work([OrchestrationTrigger] TaskOrchestrationContext context) => context.CallActivityAsync<string>("step");

    [Function("step")]
    public static string Step([ActivityTrigger] string? unused) => "done";
}
