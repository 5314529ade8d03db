using System.Text.Json.Nodes;
using Azure;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.ResourceManager;

namespace Steadfast.Functions.Platform;

/// <summary>
/// Reads and asks for what the typed SDK packages in use do not cover, over the same pipeline: credential, retries and transport are those
/// of the SDK clients.
/// </summary>
public sealed class ArmRestClient
{
    // No list of this stack has more; one that goes on is a list that refers to itself.
    private const int MaxPages = 100;

    private readonly HttpPipeline _pipeline;
    private readonly Uri _endpoint;

    /// <summary>Builds the pipeline once; it is thread-safe.</summary>
    public ArmRestClient(TokenCredential credential, ArmClientOptions options)
    {
        ArmEnvironment cloud = options.Environment ?? ArmEnvironment.AzurePublicCloud;
        _endpoint = cloud.Endpoint;
        _pipeline = HttpPipelineBuilder.Build(options, new BearerTokenAuthenticationPolicy(credential, cloud.DefaultScope));
    }

    /// <summary>
    /// Reads every element of a paged list, all pages. A list of which a page cannot be read is none: what is missing would be taken for
    /// gone.
    /// </summary>
    /// <param name="path">Path and query below the ARM endpoint, api-version included.</param>
    /// <exception cref="RequestFailedException">ARM answered with an error, or not at all.</exception>
    /// <exception cref="UnreadableAnswerException">A page is no list, or does not say where the next one is.</exception>
    internal async Task<IReadOnlyList<JsonPart>> ListAsync(string path, CancellationToken cancellation)
    {
        List<JsonPart> all = [];
        Uri? next = Below(path);
        for (int pages = 0; next is not null; pages++)
        {
            if (pages == MaxPages)
            {
                throw new UnreadableAnswerException("its list has no end");
            }

            JsonPart page = await BodyAsync(RequestMethod.Get, next, cancellation);
            if (!page["value"].IsList)
            {
                throw new UnreadableAnswerException("its answer is no list");
            }

            all.AddRange(page["value"].Items);
            next = NextOf(page["nextLink"]);
        }

        return all;
    }

    /// <summary>Reads one resource.</summary>
    /// <param name="path">Path and query below the ARM endpoint, api-version included.</param>
    /// <exception cref="RequestFailedException">ARM answered with an error, or not at all.</exception>
    /// <exception cref="UnreadableAnswerException">What came is no resource.</exception>
    internal Task<JsonPart> GetAsync(string path, CancellationToken cancellation) =>
        BodyAsync(RequestMethod.Get, Below(path), cancellation);

    /// <summary>Reads the answer to a POST that changes nothing.</summary>
    /// <param name="path">Path and query below the ARM endpoint, api-version included.</param>
    /// <exception cref="RequestFailedException">ARM answered with an error, or not at all.</exception>
    /// <exception cref="UnreadableAnswerException">What came is no answer.</exception>
    internal Task<JsonPart> AskAsync(string path, CancellationToken cancellation) =>
        BodyAsync(RequestMethod.Post, Below(path), cancellation);

    /// <summary>Reads the body of one resource, word for word.</summary>
    /// <param name="path">Path and query below the ARM endpoint, api-version included.</param>
    /// <exception cref="RequestFailedException">ARM answered with an error, or not at all.</exception>
    public async Task<string> ReadAsync(string path, CancellationToken cancellation)
    {
        using Response response = Accepted(await SendAsync(RequestMethod.Get, Below(path), body: null, cancellation));
        return response.Content.ToString();
    }

    /// <summary>Asks for an action. It is sent once: whether one without an answer was accepted is for the caller to see.</summary>
    /// <param name="path">Path and query below the ARM endpoint, api-version included.</param>
    /// <param name="body">The body; null for none.</param>
    /// <returns>Where its progress can be read; null when ARM named no such place.</returns>
    /// <exception cref="RequestFailedException">ARM refused, or did not answer.</exception>
    public async Task<string?> PostAsync(string path, JsonObject? body, Clearance clearance, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(clearance);
        using Response response = Accepted(await SendAsync(RequestMethod.Post, Below(path), body, cancellation));
        return StatusUrl.Of(response);
    }

    /// <summary>Changes a resource. It is sent once: whether one without an answer was accepted is for the caller to see.</summary>
    /// <param name="path">Path and query below the ARM endpoint, api-version included.</param>
    /// <param name="ifMatch">Tag of the resource as it was read: when it is another one by now, ARM answers 412. Null: no
    /// condition.</param>
    /// <returns>Where its progress can be read; null when ARM named no such place.</returns>
    /// <exception cref="RequestFailedException">ARM refused, or did not answer.</exception>
    public async Task<string?> PatchAsync(
        string path, JsonObject body, string? ifMatch, Clearance clearance, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(clearance);
        using Response response = Accepted(await SendAsync(RequestMethod.Patch, Below(path), body, cancellation, ifMatch));
        return StatusUrl.Of(response);
    }

    /// <summary>Sends one GET to an absolute URL that ARM itself handed out, such as the status URL of an operation.</summary>
    /// <param name="url">The URL; only the ARM endpoint's own host is called, as the credential goes along.</param>
    /// <returns>The response, also when its status is an error; the caller disposes it.</returns>
    /// <exception cref="UnreadableAnswerException">The URL is none, or leads elsewhere.</exception>
    public Task<Response> FollowAsync(string url, CancellationToken cancellation) =>
        SendAsync(RequestMethod.Get, OwnUri(url), body: null, cancellation);

    private async Task<Response> SendAsync(
        RequestMethod method, Uri uri, JsonObject? body, CancellationToken cancellation, string? ifMatch = null)
    {
        using Request request = _pipeline.CreateRequest();
        request.Method = method;
        request.Uri.Reset(uri);
        request.Headers.Add(HttpHeader.Common.JsonAccept);
        if (ifMatch is not null)
        {
            request.Headers.Add("If-Match", ifMatch);
        }

        if (body is not null)
        {
            request.Headers.Add(HttpHeader.Common.JsonContentType);
            request.Content = RequestContent.Create(BinaryData.FromString(body.ToJsonString()));
        }

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

    // A path that is an address would lead there, and the credential with it.
    private Uri Below(string path) => OwnUri(new Uri(_endpoint, path).AbsoluteUri);

    private Uri OwnUri(string url)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out Uri? uri))
        {
            throw new UnreadableAnswerException("it refers to a place that is none");
        }

        if (uri.Scheme != Uri.UriSchemeHttps || uri.Authority != _endpoint.Authority)
        {
            throw new UnreadableAnswerException(
                $"it refers to {DisplayText.Of(uri.Host)}, and only {_endpoint.Host} is called with the automation's credential");
        }

        return uri;
    }

    private Uri? NextOf(JsonPart link) => link switch
    {
        { IsAbsent: true } => null,
        { Text: { } url } => OwnUri(url),
        _ => throw new UnreadableAnswerException("its list does not say where it goes on"),
    };

    private async Task<JsonPart> BodyAsync(RequestMethod method, Uri uri, CancellationToken cancellation)
    {
        using Response response = Accepted(await SendAsync(method, uri, body: null, cancellation));
        if (JsonPart.Read(response.Content.ToMemory()) is not { IsObject: true } body)
        {
            throw new UnreadableAnswerException("its answer is no object of JSON");
        }

        return body;
    }
}

/// <summary>Finds the place where the progress of an operation can be read.</summary>
internal static class StatusUrl
{
    // It travels with every question for the progress. Those of ARM have a few hundred characters.
    private const int MaxUrlLength = 2_000;

    /// <summary>
    /// Reads the URL that ARM named as it accepted the operation; null when it named none, or none of that length: then the resource itself
    /// is asked.
    /// </summary>
    public static string? Of(Operation operation) => Of(operation.GetRawResponse());

    /// <summary>Reads the same of a response.</summary>
    public static string? Of(Response response)
    {
        if (response.Headers.TryGetValue("Azure-AsyncOperation", out string? url) && url.Length <= MaxUrlLength)
        {
            return url;
        }

        return null;
    }
}
