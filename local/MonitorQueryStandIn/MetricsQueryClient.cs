using System.Text.Json;
using System.Xml;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Monitor.Query.Models;

namespace Azure.Monitor.Query;

/// <summary>Reads metrics of Azure Monitor over its public REST contract. Has only what the Function App calls.</summary>
public class MetricsQueryClient
{
    private const string ApiVersion = "2024-02-01";
    private readonly HttpPipeline? _pipeline;

    protected MetricsQueryClient()
    {
    }

    public MetricsQueryClient(Uri endpoint, TokenCredential credential, MetricsQueryClientOptions options = null!)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        options ??= new();
        Endpoint = endpoint;
        _pipeline = HttpPipelineBuilder.Build(
            options,
            new BearerTokenAuthenticationPolicy(credential, $"{options.Audience ?? MetricsQueryAudience.AzurePublicCloud}//.default"));
    }

    public Uri? Endpoint { get; }

    public virtual async Task<Response<MetricsQueryResult>> QueryResourceAsync(
        string resourceId, IEnumerable<string> metrics, MetricsQueryOptions options = null!, CancellationToken cancellationToken = default)
    {
        if (_pipeline is null)
        {
            throw new NotSupportedException("A client made by the constructor without arguments has no transport; override this method.");
        }

        using Request request = _pipeline.CreateRequest();
        request.Method = RequestMethod.Get;
        request.Uri.Reset(Endpoint!);
        request.Uri.AppendPath($"{resourceId}/providers/Microsoft.Insights/metrics", escape: false);
        foreach (var (name, value) in Parameters(metrics, options ?? new()))
        {
            request.Uri.AppendQuery(name, value, escapeValue: true);
        }

        request.Headers.Add(HttpHeader.Common.JsonAccept);
        Response response = await _pipeline.SendRequestAsync(request, cancellationToken).ConfigureAwait(false);
        if (response.IsError)
        {
            throw new RequestFailedException(response);
        }

        using JsonDocument body = JsonDocument.Parse(response.Content);
        return Response.FromValue(MetricsAnswer.Read(body.RootElement), response);
    }

    private static IEnumerable<(string Name, string Value)> Parameters(IEnumerable<string> metrics, MetricsQueryOptions options)
    {
        yield return ("api-version", ApiVersion);
        yield return ("metricnames", string.Join(',', metrics));
        if (options.TimeRange is { } range)
        {
            yield return ("timespan", XmlConvert.ToString(range.Duration));
        }

        if (options.Granularity is { } grain)
        {
            yield return ("interval", XmlConvert.ToString(grain));
        }

        if (options.Aggregations.Count > 0)
        {
            yield return ("aggregation", string.Join(',', options.Aggregations).ToLowerInvariant());
        }

        if (options.Filter is { } filter)
        {
            yield return ("$filter", filter);
        }

        if (options.Size is { } size)
        {
            yield return ("top", XmlConvert.ToString(size));
        }
    }
}
