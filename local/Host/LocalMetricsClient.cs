using System.Text.Json;
using System.Xml;
using Azure;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Monitor.Query;
using Azure.Monitor.Query.Models;
using Azure.ResourceManager;

namespace Steadfast.Local.Host;

/// <summary>Reads metrics over the public REST contract, through the same pipeline as everything else.</summary>
public sealed class LocalMetricsClient : MetricsQueryClient
{
    private const string ApiVersion = "2023-10-01";
    private readonly HttpPipeline _pipeline;
    private readonly TimeProvider _clock;

    /// <summary>Builds the pipeline.</summary>
    /// <param name="credential">Signs the requests.</param>
    /// <param name="options">Gives retries and transport.</param>
    /// <param name="clock">Tells what "the last five minutes" are.</param>
    public LocalMetricsClient(TokenCredential credential, ArmClientOptions options, TimeProvider clock)
    {
        _clock = clock;
        _pipeline = HttpPipelineBuilder.Build(options, new BearerTokenAuthenticationPolicy(credential, ArmEnvironment.AzurePublicCloud.DefaultScope));
    }

    /// <inheritdoc/>
    public override async Task<Response<MetricsQueryResult>> QueryResourceAsync(
        string resourceId, IEnumerable<string> metrics, MetricsQueryOptions options = null!, CancellationToken cancellationToken = default)
    {
        using Request request = _pipeline.CreateRequest();
        request.Method = RequestMethod.Get;
        request.Uri.Reset(new Uri(ArmEnvironment.AzurePublicCloud.Endpoint, Path(resourceId, metrics, options)));
        Response response = await _pipeline.SendRequestAsync(request, cancellationToken);
        if (response.IsError)
        {
            throw new RequestFailedException(response);
        }

        using JsonDocument body = JsonDocument.Parse(response.Content);
        return Response.FromValue(Read(body.RootElement), response);
    }

    private string Path(string resourceId, IEnumerable<string> metrics, MetricsQueryOptions options)
    {
        string query = $"api-version={ApiVersion}&metricnames={Uri.EscapeDataString(string.Join(',', metrics))}";
        if (options.TimeRange is { } range)
        {
            DateTimeOffset end = _clock.GetUtcNow();
            query += $"&timespan={Uri.EscapeDataString($"{end - range.Duration:O}/{end:O}")}";
        }

        if (options.Aggregations.Count > 0)
        {
            query += $"&aggregation={Uri.EscapeDataString(string.Join(',', options.Aggregations).ToLowerInvariant())}";
        }

        if (options.Filter is { } filter)
        {
            query += $"&$filter={Uri.EscapeDataString(filter)}";
        }

        if (options.Granularity is { } grain)
        {
            query += $"&interval={XmlConvert.ToString(grain)}";
        }

        if (options.Size is { } size)
        {
            query += $"&top={size}";
        }

        return $"{resourceId}/providers/Microsoft.Insights/metrics?{query}";
    }

    // Sample: {"interval":"PT1M","value":[{"name":{"value":"DipAvailability"},"timeseries":[{"metadatavalues":[{"name":{"value":"backendipaddress"},
    //          "value":"10.0.0.5"}],"data":[{"timeStamp":"…","average":100}]}]}]}
    private static MetricsQueryResult Read(JsonElement body) => MonitorQueryModelFactory.MetricsQueryResult(
        cost: null,
        timespan: body.GetProperty("timespan").GetString()!,
        granularity: XmlConvert.ToTimeSpan(body.GetProperty("interval").GetString()!),
        @namespace: body.GetProperty("namespace").GetString()!,
        resourceRegion: body.GetProperty("resourceregion").GetString()!,
        metrics: [.. body.GetProperty("value").EnumerateArray().Select(ReadMetric)]);

    private static MetricResult ReadMetric(JsonElement metric) => MonitorQueryModelFactory.MetricResult(
        metric.GetProperty("id").GetString()!,
        metric.GetProperty("type").GetString()!,
        metric.GetProperty("name").GetProperty("value").GetString()!,
        new MetricUnit(metric.GetProperty("unit").GetString()!),
        metric.GetProperty("timeseries").EnumerateArray().Select(ReadSeries));

    private static MetricTimeSeriesElement ReadSeries(JsonElement series)
    {
        Dictionary<string, string> dimensions = series.TryGetProperty("metadatavalues", out JsonElement names)
            ? names.EnumerateArray().ToDictionary(pair => pair.GetProperty("name").GetProperty("value").GetString()!, pair => pair.GetProperty("value").GetString()!)
            : [];
        return MonitorQueryModelFactory.MetricTimeSeriesElement(dimensions, series.GetProperty("data").EnumerateArray().Select(ReadValue));
    }

    private static MetricValue ReadValue(JsonElement point) => MonitorQueryModelFactory.MetricValue(
        point.GetProperty("timeStamp").GetDateTimeOffset(),
        average: Number(point, "average"), minimum: Number(point, "minimum"), maximum: Number(point, "maximum"), total: Number(point, "total"), count: Number(point, "count"));

    private static double? Number(JsonElement point, string name) => point.TryGetProperty(name, out JsonElement value) ? value.GetDouble() : null;
}
