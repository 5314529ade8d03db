using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Steadfast.Local.AzureEmulator.Tests;

/// <summary>An endpoint that keeps what is posted to it and answers as told.</summary>
internal sealed class Webhook : IAsyncDisposable
{
    private readonly WebApplication _app;

    private Webhook(WebApplication app) => _app = app;

    /// <summary>What came: path and query, content type, body.</summary>
    public ConcurrentQueue<(string Target, string? ContentType, string Body)> Posts { get; } = new();

    public volatile int Status = StatusCodes.Status202Accepted;

    public WebhookReceiver Receiver => new("healer", new($"{_app.Urls.Single()}/api/alerts?code=secret"));

    public static async Task<Webhook> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        Webhook webhook = new(app);
        app.MapPost("/{**path}", webhook.KeepAsync);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return webhook;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task<IResult> KeepAsync(HttpRequest request)
    {
        using StreamReader reader = new(request.Body);
        var body = await reader.ReadToEndAsync();
        Posts.Enqueue((request.Path + request.QueryString, request.ContentType, body));
        return Results.StatusCode(Status);
    }
}
