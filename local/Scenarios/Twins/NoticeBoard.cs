using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Steadfast.Functions.Notifications;

namespace Steadfast.Local.Scenarios.Twins;

/// <summary>The webhook that the automation tells people with: keeps every notice that comes.</summary>
public sealed class NoticeBoard : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly List<Notice> _notices = [];
    private readonly WebApplication _app;

    /// <summary>Prepares it; nothing listens before <see cref="StartAsync"/>.</summary>
    public NoticeBoard(Uri url)
    {
        Url = url;
        // Empty: no settings files and no environment variables of whatever program this runs in.
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new());
        builder.Services.AddRoutingCore();
        builder.WebHost.UseKestrelCore().UseUrls(url.ToString());
        _app = builder.Build();
        _app.MapPost("/{**path}", KeepAsync);
    }

    /// <summary>Address that it listens on.</summary>
    public Uri Url { get; }

    /// <summary>Notices that have come, oldest first; a repeated delivery counts once.</summary>
    public IReadOnlyList<Notice> Notices
    {
        get
        {
            lock (_gate)
            {
                return [.. _notices.DistinctBy(notice => notice.Id)];
            }
        }
    }

    /// <summary>Begins to listen.</summary>
    public Task StartAsync(CancellationToken ct) => _app.StartAsync(ct);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task KeepAsync(HttpContext context)
    {
        Notice? notice = await JsonSerializer.DeserializeAsync<Notice>(
            context.Request.Body, JsonSerializerOptions.Web, context.RequestAborted);
        lock (_gate)
        {
            _notices.Add(notice!);
        }

        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }
}
