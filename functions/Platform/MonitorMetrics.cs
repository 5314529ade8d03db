using System.Text.Json;
using System.Xml;
using Azure;
using Azure.Core;
using Azure.Monitor.Query;
using Azure.Monitor.Query.Models;
using Microsoft.Extensions.Options;

namespace Steadfast.Functions.Platform;

/// <summary>
/// Reads metrics of Azure Monitor, as far back and as fine as the settings say. The SDK's client asks; what came is read part by part,
/// because the client's own reader gives up the whole answer for one bad part of it.
/// </summary>
public sealed class MonitorMetrics(MetricsQueryClient client, ArmRestClient rest, IOptions<StackOptions> stack)
{
    private const string ApiVersion = "2024-02-01";

    // Without it the service answers with ten time series at most.
    private const int MaxSeries = 1000;

    /// <summary>Reads every time series of some metrics of one resource.</summary>
    /// <param name="aggregation">How a grain is put together: "average", "maximum".</param>
    /// <param name="dimension">The dimension by which a metric is split; null for none.</param>
    /// <param name="window">How far back; null: as the settings say.</param>
    /// <exception cref="RequestFailedException">The metrics could not be read.</exception>
    /// <exception cref="UnreadableAnswerException">What came are no metrics.</exception>
    internal async Task<IReadOnlyList<MetricSeries>> ReadAsync(
        ResourceIdentifier resource, IReadOnlyList<string> metrics, string aggregation, string? dimension, CancellationToken cancellation,
        TimeSpan? window = null)
    {
        TimeSpan back = window ?? stack.Value.MetricWindow;
        JsonPart answer;
        try
        {
            Response<MetricsQueryResult> asked = await client.QueryResourceAsync(
                resource.ToString(), metrics, Query(aggregation, dimension, back), cancellation);
            answer = JsonPart.Read(asked.GetRawResponse().Content.ToMemory())
                ?? throw new UnreadableAnswerException("its answer is no JSON");
        }
        catch (Exception unread) when (IsOfTheReader(unread))
        {
            answer = await rest.GetAsync(Path(resource, metrics, aggregation, dimension, back), cancellation);
        }

        if (!answer["value"].IsList)
        {
            throw new UnreadableAnswerException("its answer has no metrics");
        }

        return MetricSeries.Of(answer, aggregation);
    }

    // What the client throws for an answer that came and is of another shape, and for nothing else.
    private static bool IsOfTheReader(Exception failure) =>
        failure is JsonException or FormatException or KeyNotFoundException or ArgumentException
        or OverflowException or NullReferenceException || failure.GetType() == typeof(InvalidOperationException);

    private MetricsQueryOptions Query(string aggregation, string? dimension, TimeSpan back)
    {
        MetricsQueryOptions query = new() { TimeRange = back, Granularity = stack.Value.MetricGrain };
        query.Aggregations.Add(Enum.Parse<MetricAggregationType>(aggregation, ignoreCase: true));
        if (dimension is not null)
        {
            query.Filter = $"{dimension} eq '*'";
            query.Size = MaxSeries;
        }

        return query;
    }

    private string Path(ResourceIdentifier resource, IReadOnlyList<string> metrics, string aggregation, string? dimension, TimeSpan back)
    {
        string window = $"timespan={XmlConvert.ToString(back)}&interval={XmlConvert.ToString(stack.Value.MetricGrain)}";
        string path = $"{resource}/providers/Microsoft.Insights/metrics?api-version={ApiVersion}&metricnames={string.Join(',', metrics)}"
            + $"&{window}&aggregation={aggregation}";
        if (dimension is null)
        {
            return path;
        }

        return $"{path}&$filter={Uri.EscapeDataString($"{dimension} eq '*'")}&top={MaxSeries}";
    }
}

/// <summary>Carries one time series of a metric.</summary>
/// <param name="Metric">Name of the metric.</param>
/// <param name="Dimensions">The dimensions by which it is split, in lower case, and their values.</param>
/// <param name="Points">The grains that have a value.</param>
internal sealed record MetricSeries(string Metric, IReadOnlyDictionary<string, string> Dimensions, IReadOnlyList<MetricPoint> Points)
{
    // Sample:
    // {"value":[{"name":{"value":"DipAvailability"},"timeseries":[{"metadatavalues":[
    // {"name":{"value":"backendipaddress"},"value":"10.0.0.5"}],"data":[{"timeStamp":"2026-11-20T12:00:00Z","average":100}]}]}]}
    internal static IReadOnlyList<MetricSeries> Of(JsonPart answer, string aggregation) =>
        [.. answer["value"].Items.SelectMany(
            metric => metric["timeseries"].Items,
            (metric, series) =>
                new MetricSeries(metric["name"]["value"].Shown() ?? "", DimensionsOf(series), PointsOf(series, aggregation)))];

    private static IReadOnlyDictionary<string, string> DimensionsOf(JsonPart series) => series["metadatavalues"].Items
        .Select(pair => (Name: pair["name"]["value"].Shown()?.ToLowerInvariant(), Value: pair["value"].Shown()))
        .Where(pair => pair is { Name: not null, Value: not null })
        .DistinctBy(pair => pair.Name)
        .ToDictionary(pair => pair.Name!, pair => pair.Value!);

    private static MetricPoint[] PointsOf(JsonPart series, string aggregation) =>
        [.. series["data"].Items.Select(point => PointOf(point, aggregation)).OfType<MetricPoint>()];

    private static MetricPoint? PointOf(JsonPart point, string aggregation)
    {
        if (point["timeStamp"].Time is { } at && point[aggregation].Number is { } value)
        {
            return new(at, value);
        }

        return null;
    }
}

/// <summary>Carries one grain of a metric.</summary>
/// <param name="At">When it began, UTC.</param>
/// <param name="Value">Its value.</param>
internal sealed record MetricPoint(DateTimeOffset At, double Value);
