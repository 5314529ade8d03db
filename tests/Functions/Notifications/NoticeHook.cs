using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Steadfast.Functions.Tests.Notifications;

/// <summary>A request that came to the receiver.</summary>
internal sealed record HookRequest(string Path, string? Id, string? Authorization, JsonNode Body, DateTimeOffset At);

/// <summary>A receiver of notices on loopback, which answers as it is told to and keeps what comes.</summary>
internal sealed class NoticeHook : IAsyncDisposable
{
    /// <summary>In place of a status: the request is taken, and the connection is cut before the answer.</summary>
    public const int LostAnswer = -1;

    private readonly ConcurrentQueue<int> _answers;
    private readonly WebApplication _app;

    private NoticeHook(IEnumerable<int> answers)
    {
        _answers = new(answers);
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new());
        builder.Services.AddRoutingCore();
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.MapPost("/{**path}", TakeAsync);
    }

    public ConcurrentQueue<HookRequest> Requests { get; } = [];

    public string Url => _app.Urls.Single();

    /// <summary>Seconds that it asks for with 429 and 503.</summary>
    public int RetryAfter { get; init; } = 1;

    /// <summary>Starts it.</summary>
    /// <param name="answers">The first answers; after them everything is taken.</param>
    public static async Task<NoticeHook> StartAsync(params int[] answers)
    {
        NoticeHook hook = new(answers);
        await hook._app.StartAsync();
        return hook;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task TakeAsync(HttpContext context)
    {
        JsonNode body = (await JsonNode.ParseAsync(context.Request.Body))!;
        IHeaderDictionary headers = context.Request.Headers;
        Requests.Enqueue(new(
            context.Request.Path + context.Request.QueryString, headers["Idempotency-Key"], headers.Authorization, body, TimeProvider.System.GetUtcNow()));
        int answer = _answers.TryDequeue(out int told) ? told : StatusCodes.Status202Accepted;
        if (answer == LostAnswer)
        {
            context.Abort();
            return;
        }

        if (answer is StatusCodes.Status429TooManyRequests or StatusCodes.Status503ServiceUnavailable)
        {
            headers = context.Response.Headers;
            headers.RetryAfter = $"{RetryAfter}";
        }

        context.Response.StatusCode = answer;
    }
}
