using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Steadfast.Local.Scenarios.Twins;

/// <summary>Answers in place of a web server, given what that answers itself; null when it answers nothing.</summary>
public delegate Task InstanceLie(HttpContext context, string? truth);

/// <summary>
/// The way of the Function App to the web servers, on a port of its own: a scenario makes one of them lie to the automation, while the
/// balancer and the platform see it as it is.
/// </summary>
public sealed class InstanceWay : IAsyncDisposable
{
    private readonly ConcurrentDictionary<(string Address, string Path), InstanceLie> _lies = [];
    private readonly HttpClient _http =
        new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false }) { Timeout = Timeout.InfiniteTimeSpan };
    private readonly int _webPort;
    private readonly WebApplication _app;
    private int _told;

    /// <summary>Prepares it; nothing listens before <see cref="StartAsync"/>.</summary>
    /// <param name="addresses">The addresses of the web servers, of those too that may come yet.</param>
    public InstanceWay(IReadOnlyList<IPAddress> addresses, int port, int webPort)
    {
        _webPort = webPort;
        // Empty: no settings files and no environment variables of whatever program this runs in.
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            foreach (IPAddress address in addresses)
            {
                kestrel.Listen(address, port);
            }
        });
        _app = builder.Build();
        _app.Run(AnswerAsync);
    }

    /// <summary>Number of times that a web server has lied.</summary>
    public int Told => Volatile.Read(ref _told);

    /// <summary>Makes a web server lie from now on.</summary>
    public void Tell(TwinMachine machine, string path, InstanceLie lie) => _lies[(machine.Spec.PrivateIp, path)] = lie;

    /// <summary>Begins to listen.</summary>
    public Task StartAsync(CancellationToken ct) => _app.StartAsync(ct);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _http.Dispose();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        string address = context.Connection.LocalIpAddress!.ToString();
        using HttpResponseMessage? answer = await AskAsync(address, context.Request);
        string? truth = answer is null ? null : await answer.Content.ReadAsStringAsync(context.RequestAborted);
        if (_lies.TryGetValue((address, context.Request.Path.Value ?? ""), out InstanceLie? lie))
        {
            Interlocked.Increment(ref _told);
            await lie(context, truth);
        }
        else if (answer is null)
        {
            context.Abort();
        }
        else
        {
            context.Response.StatusCode = (int)answer.StatusCode;
            context.Response.ContentType = answer.Content.Headers.ContentType?.ToString();
            await context.Response.WriteAsync(truth!, context.RequestAborted);
        }
    }

    private async Task<HttpResponseMessage?> AskAsync(string address, HttpRequest asked)
    {
        using HttpRequestMessage request = new(
            new(asked.Method), new UriBuilder(Uri.UriSchemeHttp, address, _webPort, asked.Path, asked.QueryString.ToString()).Uri);
        try
        {
            return await _http.SendAsync(request, asked.HttpContext.RequestAborted);
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }
}
