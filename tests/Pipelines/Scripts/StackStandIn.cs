using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Steadfast.Pipelines.Tests.Scripts;

/// <summary>The page and the alert endpoint of a deployed stack, as far as the smoke test asks them.</summary>
internal sealed class StackStandIn : IAsyncDisposable
{
    private readonly ConcurrentQueue<string> _asked = new();
    private readonly WebApplication _app;
    private readonly int _withoutKey;
    private readonly int _withKey;
    private readonly string _outcome;

    private StackStandIn(string page, int pageStatus, int withoutKey, int withKey, string outcome)
    {
        (_withoutKey, _withKey, _outcome) = (withoutKey, withKey, outcome);
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        _app = builder.Build();
        _app.Urls.Add("http://127.0.0.1:0");
        _app.MapGet("/", () => Results.Content(page, page.StartsWith('{') ? "application/problem+json" : "text/html", statusCode: pageStatus));
        _app.MapPost("/api/alerts", TakeAsync);
        _app.MapGet("/api/alerts", List);
    }

    public string Url => _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();

    /// <summary>Each request to the alert endpoint, with the key that it brought, in order.</summary>
    public string[] Asked => [.. _asked];

    /// <summary>Starts one that works, but for what is given: its page, its answers to an alert, and as JSON what became of an alert.</summary>
    public static async Task<StackStandIn> StartAsync(string page = "<h1>Hello World</h1>", int pageStatus = 200, int withoutKey = 401, int withKey = 202, string outcome = """{ "fate": "Noted" }""")
    {
        StackStandIn stack = new(page, pageStatus, withoutKey, withKey, outcome);
        await stack._app.StartAsync(TestContext.Current.CancellationToken);
        return stack;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task<IResult> TakeAsync(HttpRequest request)
    {
        string key = request.Headers["x-functions-key"].ToString();
        using var body = await JsonDocument.ParseAsync(request.Body, cancellationToken: TestContext.Current.CancellationToken);
        if (key.Length == 0)
        {
            return Results.StatusCode(_withoutKey);
        }

        string condition = body.RootElement.GetProperty("data").GetProperty("essentials").GetProperty("monitorCondition").GetString()!;
        _asked.Enqueue($"{condition} {key}");
        return Results.Json(new { id = "alert-1-fired", isNew = true }, statusCode: _withKey);
    }

    private IResult List(HttpRequest request)
    {
        _asked.Enqueue($"list {request.Headers["x-functions-key"]}");
        return Results.Content($$"""[ { "id": "alert-0", "outcome": null }, { "id": "alert-1-fired", "outcome": {{_outcome}} } ]""", "application/json");
    }
}
