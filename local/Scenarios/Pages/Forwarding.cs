using Microsoft.AspNetCore.Http;

namespace Steadfast.Local.Scenarios.Pages;

/// <summary>Passes a request on to the Function App and its answer back, with nothing added and nothing left out but what concerns the connection.</summary>
internal sealed class Forwarding : IDisposable
{
    private static readonly HashSet<string> OfConnection = new(StringComparer.OrdinalIgnoreCase)
    {
        "Connection", "Keep-Alive", "Transfer-Encoding", "Upgrade", "TE", "Trailer", "Proxy-Connection", "Proxy-Authorization", "Host",
    };

    private readonly HttpMessageInvoker _http = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseProxy = false,
        UseCookies = false,
        ActivityHeadersPropagator = null,
        ConnectTimeout = TimeSpan.FromSeconds(2),
    });

    /// <summary>Passes it on.</summary>
    /// <returns>False when the other side does not answer, and nothing has been sent back yet.</returns>
    public async Task<bool> PassAsync(HttpContext context, Uri target)
    {
        using HttpRequestMessage request = Requested(context.Request, target);
        try
        {
            using HttpResponseMessage answer = await _http.SendAsync(request, context.RequestAborted);
            context.Response.StatusCode = (int)answer.StatusCode;
            foreach (var (name, values) in answer.Headers.Concat(answer.Content.Headers).Where(header => !OfConnection.Contains(header.Key)))
            {
                context.Response.Headers[name] = values.ToArray();
            }

            await answer.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
            return true;
        }
        catch (HttpRequestException) when (!context.Response.HasStarted)
        {
            context.Response.Clear();
            return false;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private static HttpRequestMessage Requested(HttpRequest from, Uri target)
    {
        HttpRequestMessage request = new(new(from.Method), new Uri(target, $"{from.PathBase.ToUriComponent()}{from.Path.ToUriComponent()}{from.QueryString.ToUriComponent()}"));
        if (from.ContentLength > 0 || from.Headers.TransferEncoding.Count > 0)
        {
            request.Content = new StreamContent(from.Body);
        }

        foreach (var (name, values) in from.Headers.Where(header => !OfConnection.Contains(header.Key)))
        {
            if (!request.Headers.TryAddWithoutValidation(name, values.ToArray()))
            {
                request.Content?.Headers.TryAddWithoutValidation(name, values.ToArray());
            }
        }

        // Links in answers lead where the caller came from.
        request.Headers.Host = from.Host.Value;
        return request;
    }
}
