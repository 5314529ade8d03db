using System.Text.Json;
using System.Text.Json.Nodes;
using Azure;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.ResourceManager;
using Steadfast.Functions.Guard;

namespace Steadfast.Functions.Azure;

/// <summary>
/// Reads and asks for what the typed SDK packages in use do not cover, over the same pipeline: credential, retries and transport are those of
/// the SDK clients.
/// </summary>
public sealed class ArmRestClient
{
    private readonly HttpPipeline _pipeline;
    private readonly Uri _endpoint;

    /// <summary>Builds the pipeline once; it is thread-safe.</summary>
    /// <param name="credential">Signs the requests.</param>
    /// <param name="options">Gives cloud, retries and transport.</param>
    public ArmRestClient(TokenCredential credential, ArmClientOptions options)
    {
        ArmEnvironment cloud = options.Environment ?? ArmEnvironment.AzurePublicCloud;
        _endpoint = cloud.Endpoint;
        _pipeline = HttpPipelineBuilder.Build(options, new BearerTokenAuthenticationPolicy(credential, cloud.DefaultScope));
    }

    /// <summary>Every element of a paged list, all pages.</summary>
    /// <param name="path">Path and query below the ARM endpoint, api-version included.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="RequestFailedException">ARM answered with an error, or not at all.</exception>
    public async Task<IReadOnlyList<JsonElement>> ListAsync(string path, CancellationToken cancellation)
    {
        List<JsonElement> all = [];
        Uri? next = new(_endpoint, path);
        while (next is not null)
        {
            using Response response = Accepted(await SendAsync(RequestMethod.Get, next, body: null, cancellation));
            using JsonDocument page = ReadJson(response);
            all.AddRange(page.RootElement.GetProperty("value").EnumerateArray().Select(element => element.Clone()));
            next = page.RootElement.TryGetProperty("nextLink", out JsonElement link) && link.GetString() is { Length: > 0 } url ? OwnUri(url) : null;
        }

        return all;
    }

    /// <summary>The body of one resource.</summary>
    /// <param name="path">Path and query below the ARM endpoint, api-version included.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="RequestFailedException">ARM answered with an error, or not at all.</exception>
    public async Task<string> ReadAsync(string path, CancellationToken cancellation)
    {
        using Response response = Accepted(await SendAsync(RequestMethod.Get, new(_endpoint, path), body: null, cancellation));
        return response.Content.ToString();
    }

    /// <summary>Asks for an action. It is sent once: whether one without an answer was accepted is for the caller to see.</summary>
    /// <param name="path">Path and query below the ARM endpoint, api-version included.</param>
    /// <param name="body">The body; null for none.</param>
    /// <param name="clearance">The guard's last word.</param>
    /// <param name="cancellation">Ends the wait for the acceptance.</param>
    /// <returns>Where its progress can be read; null when ARM named no such place.</returns>
    /// <exception cref="RequestFailedException">ARM refused, or did not answer.</exception>
    public async Task<string?> PostAsync(string path, JsonObject? body, Clearance clearance, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(clearance);
        using Response response = Accepted(await SendAsync(RequestMethod.Post, new(_endpoint, path), body, cancellation));
        return response.Headers.TryGetValue("Azure-AsyncOperation", out string? url) ? url : null;
    }

    /// <summary>One GET of an absolute URL that ARM itself handed out, such as the status URL of an operation.</summary>
    /// <param name="url">The URL; only the ARM endpoint's own host is called, as the credential goes along.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>The response, also when its status is an error; the caller disposes it.</returns>
    public Task<Response> GetAsync(string url, CancellationToken cancellation) => SendAsync(RequestMethod.Get, OwnUri(url), body: null, cancellation);

    private async Task<Response> SendAsync(RequestMethod method, Uri uri, JsonObject? body, CancellationToken cancellation)
    {
        using Request request = _pipeline.CreateRequest();
        request.Method = method;
        request.Uri.Reset(uri);
        request.Headers.Add(HttpHeader.Common.JsonAccept);
        if (body is not null)
        {
            request.Headers.Add(HttpHeader.Common.JsonContentType);
            request.Content = RequestContent.Create(BinaryData.FromString(body.ToJsonString()));
        }

        using IDisposable? once = method == RequestMethod.Post
            ? HttpPipeline.CreateHttpMessagePropertiesScope(new Dictionary<string, object?> { [LeaveThrottlingToCaller.Once] = true })
            : null;
        return await _pipeline.SendRequestAsync(request, cancellation);
    }

    private static Response Accepted(Response response)
    {
        if (!response.IsError)
        {
            return response;
        }

        using (response)
        {
            throw new RequestFailedException(response);
        }
    }

    private Uri OwnUri(string url)
    {
        Uri uri = new(url, UriKind.Absolute);
        if (uri.Scheme != Uri.UriSchemeHttps || !string.Equals(uri.Host, _endpoint.Host, StringComparison.OrdinalIgnoreCase))
        {
            throw new InvalidOperationException($"ARM handed out a URL on {uri.Host}; only {_endpoint.Host} is called with the automation's credential.");
        }

        return uri;
    }

    private static JsonDocument ReadJson(Response response) => JsonDocument.Parse(response.Content);
}
