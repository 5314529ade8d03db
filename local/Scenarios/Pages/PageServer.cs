using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Steadfast.Local.Scenarios.Twins;

namespace Steadfast.Local.Scenarios.Pages;

/// <summary>
/// Serves the twin's page below <c>/twin/</c>, and passes everything else on to the Function App: so both are one site in the browser, and the page stays
/// while the Function App is killed, or while the whole stack is built anew.
/// </summary>
internal sealed class PageServer : IAsyncDisposable
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter<StagePhase>() } };

    private readonly TwinShow _show;
    private readonly TwinOptions _options;
    private readonly PageOrders _orders;
    private readonly PageGate _gate;
    private readonly Forwarding _forwarding = new();
    private readonly OwnClient _client;
    private readonly WebApplication _app;

    private PageServer(TwinShow show, TwinOptions options, Action<IScenario?>? ask)
    {
        (_show, _options, _orders) = (show, options, new(show, ask));
        Url = TwinAddresses.PageOf(options.Number ?? 0);
        _gate = new(options.FunctionKey, options.MasterKey);
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new());
        builder.Services.AddRoutingCore();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.AddServerHeader = false).UseUrls(Url.ToString());
        _app = builder.Build();
        _app.MapGet("/", context => Redirect(context, "/twin/"));
        _app.MapGet("/twin", context => ServeAsync(context, context.Request.Path.Value == "/twin" ? null : PageFile.Page));
        _app.MapGet("/twin/{file}", context => ServeAsync(context, $"{context.Request.RouteValues["file"]}"));
        _app.MapGet("/twin/api/state", context => AnswerAsync(context, () => State(context.Request)));
        _app.MapGet("/twin/api/catalog", context => AnswerAsync(context, () => PageCatalog.All));
        _app.MapPost("/twin/api/faults/{fault}", Acting(context => _orders.BreakAsync($"{context.Request.RouteValues["fault"]}", context.Request.Query["target"].ToString(), Ending)));
        _app.MapPost("/twin/api/mend", Acting(_ => _orders.MendAsync(Ending)));
        _app.MapPost("/twin/api/stories/{name}", Acting(context => Task.FromResult(_orders.Play($"{context.Request.RouteValues["name"]}"))));
        _app.MapPost("/twin/api/stack", Acting(_ => Task.FromResult(_orders.BuildAnew())));
        _app.MapFallback("/twin/{**rest}", context => ProblemAsync(context, StatusCodes.Status404NotFound, "There is nothing here; the page is at /twin/."));
        _app.MapFallback("{**path}", PassAsync);
        _client = new(show, options.Clock);
    }

    /// <summary>Address of the site.</summary>
    public Uri Url { get; }

    /// <summary>Address of the page.</summary>
    public Uri Page => new(Url, "twin/");

    /// <summary>Serves it.</summary>
    /// <param name="show">What is shown.</param>
    /// <param name="options">Options of the stack, with its number and keys.</param>
    /// <param name="ask">Asks for another stack, that of a story or with null the whole one; null when the page may not.</param>
    /// <exception cref="MachineException">The address is taken.</exception>
    public static async Task<PageServer> StartAsync(TwinShow show, TwinOptions options, Action<IScenario?>? ask, CancellationToken ct)
    {
        PageServer server = new(show, options, ask);
        try
        {
            await server._app.StartAsync(ct);
            return server;
        }
        catch (IOException problem)
        {
            await server.DisposeAsync();
            throw new MachineException($"{server.Url.Authority} is taken by another program, and twin {options.Number} needs it. End that program, or choose another twin with --twin N (0 to 254).", problem);
        }
    }

    // What was begun is done to its end, also when the page that asked for it is closed: a zone must not come back by half.
    private CancellationToken Ending => _app.Lifetime.ApplicationStopping;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _client.DisposeAsync();
        await _app.DisposeAsync();
        _forwarding.Dispose();
    }

    private static Task Redirect(HttpContext context, string to)
    {
        context.Response.Redirect(to);
        return Task.CompletedTask;
    }

    private static async Task ServeAsync(HttpContext context, string? name)
    {
        if (name is null)
        {
            await Redirect(context, "/twin/");
            return;
        }

        if (PageFile.Find(name) is not { } file)
        {
            await ProblemAsync(context, StatusCodes.Status404NotFound, "The page has no such file; it begins at /twin/.");
            return;
        }

        PageGate.Protect(context.Response.Headers);
        context.Response.ContentType = file.Type;
        context.Response.ContentLength = file.Body.Length;
        await context.Response.Body.WriteAsync(file.Body, context.RequestAborted);
    }

    private PageState State(HttpRequest request)
    {
        _show.Asked();
        return StateReader.Read(_show, _options, _orders.AreTaken, Number(request, "part"), Number(request, "caption"), Number(request, "judgement"));
    }

    private static long Number(HttpRequest request, string name) =>
        long.TryParse(request.Query[name].ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : 0;

    private async Task AnswerAsync<T>(HttpContext context, Func<T> read)
    {
        if (_gate.Refusal(context.Request) is { } refusal)
        {
            await ProblemAsync(context, refusal.Status, refusal.Detail);
            return;
        }

        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        context.Response.ContentType = "application/json; charset=utf-8";
        await JsonSerializer.SerializeAsync(context.Response.Body, read(), Json, context.RequestAborted);
    }

    private RequestDelegate Acting(Func<HttpContext, Task<string?>> act)
    {
        return AnswerAsync;
        Task AnswerAsync(HttpContext context) => ActAsync(context, act);
    }

    private async Task ActAsync(HttpContext context, Func<HttpContext, Task<string?>> act)
    {
        if (_gate.Refusal(context.Request) is { } refusal)
        {
            await ProblemAsync(context, refusal.Status, refusal.Detail);
            return;
        }

        if (await act(context) is { } problem)
        {
            await ProblemAsync(context, StatusCodes.Status409Conflict, problem);
            return;
        }

        context.Response.StatusCode = StatusCodes.Status202Accepted;
    }

    private async Task PassAsync(HttpContext context)
    {
        if (_show.Now is not { Twin: { } twin } || !await _forwarding.PassAsync(context, twin.Functions.Url))
        {
            context.Response.Headers.RetryAfter = "1";
            await ProblemAsync(context, StatusCodes.Status503ServiceUnavailable, "The Function App does not run at this moment.");
        }
    }

    private static Task ProblemAsync(HttpContext context, int status, string detail)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/problem+json";
        return JsonSerializer.SerializeAsync(context.Response.Body, new { status, detail }, Json, context.RequestAborted);
    }
}
