using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Steadfast.Local.Simulation.Engine;

/// <summary>A web server without a network: whoever has it hands it requests.</summary>
internal sealed class MemoryServer : IServer
{
    private Func<IFeatureCollection, Task>? _process;

    public IFeatureCollection Features { get; } = WithAddresses();

    /// <summary>True when it was started.</summary>
    public bool IsOpen => _process is not null;

    public Task StartAsync<TContext>(IHttpApplication<TContext> application, CancellationToken cancellationToken) where TContext : notnull
    {
        _process = features => ProcessAsync(application, features);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose()
    {
    }

    /// <summary>Takes a request through the whole pipeline and gives the answer.</summary>
    public async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken ct)
    {
        using MemoryStream answer = new();
        HttpResponseFeature response = new();
        await _process!(await FeaturesAsync(request, response, answer, ct));
        return ResponseOf(response, answer.ToArray(), request);
    }

    private static FeatureCollection WithAddresses()
    {
        FeatureCollection features = new();
        features.Set<IServerAddressesFeature>(new ServerAddressesFeature());
        return features;
    }

    private static async Task ProcessAsync<TContext>(IHttpApplication<TContext> application, IFeatureCollection features) where TContext : notnull
    {
        TContext context = application.CreateContext(features);
        try
        {
            await application.ProcessRequestAsync(context);
            application.DisposeContext(context, null);
        }
        catch (Exception failure)
        {
            application.DisposeContext(context, failure);
            throw;
        }
    }

    private static async Task<FeatureCollection> FeaturesAsync(HttpRequestMessage request, HttpResponseFeature response, MemoryStream answer, CancellationToken ct)
    {
        Uri url = request.RequestUri!;
        byte[] body = request.Content is null ? [] : await request.Content.ReadAsByteArrayAsync(ct);
        HttpRequestFeature asked = new()
        {
            Method = request.Method.Method,
            Scheme = url.Scheme,
            Path = Uri.UnescapeDataString(url.AbsolutePath),
            QueryString = url.Query,
            RawTarget = url.PathAndQuery,
            Protocol = "HTTP/1.1",
            Body = new MemoryStream(body),
        };
        IEnumerable<KeyValuePair<string, IEnumerable<string>>> ofContent = request.Content is null ? [] : request.Content.Headers;
        foreach ((string name, IEnumerable<string> values) in request.Headers.Concat(ofContent))
        {
            asked.Headers[name] = values.ToArray();
        }

        asked.Headers.Host = url.Authority;
        asked.Headers.ContentLength = body.Length;
        FeatureCollection features = new();
        features.Set<IHttpRequestFeature>(asked);
        features.Set<IHttpResponseFeature>(response);
        features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(answer));
        features.Set<IHttpRequestLifetimeFeature>(new HttpRequestLifetimeFeature { RequestAborted = ct });
        features.Set<IHttpRequestBodyDetectionFeature>(new BodyDetection(body.Length > 0));
        return features;
    }

    private static HttpResponseMessage ResponseOf(HttpResponseFeature response, byte[] body, HttpRequestMessage request)
    {
        HttpResponseMessage answer = new((HttpStatusCode)response.StatusCode) { Content = new ByteArrayContent(body), RequestMessage = request };
        foreach ((string name, Microsoft.Extensions.Primitives.StringValues values) in response.Headers)
        {
            if (!answer.Headers.TryAddWithoutValidation(name, (IEnumerable<string>)values))
            {
                answer.Content.Headers.TryAddWithoutValidation(name, (IEnumerable<string>)values);
            }
        }

        return answer;
    }

    private sealed class BodyDetection(bool canHaveBody) : IHttpRequestBodyDetectionFeature
    {
        public bool CanHaveBody => canHaveBody;
    }
}
