using System.Text.Json;
using System.Xml;
using Azure.Monitor.Query.Models;

namespace Azure.Monitor.Query;

/// <summary>
/// Reads what Azure Monitor answers:
/// <c>{"interval":"PT1M","value":[{"name":{"value":"DipAvailability"},"timeseries":[{"metadatavalues":[{"name":{"value":"backendipaddress"},
/// "value":"10.0.0.5"}],"data":[{"timeStamp":"...","average":100}]}]}]}</c>.
/// </summary>
internal static class MetricsAnswer
{
    public static MetricsQueryResult Read(JsonElement body) => MonitorQueryModelFactory.MetricsQueryResult(
        cost: null,
        timespan: body.GetProperty("timespan").GetString()!,
        granularity: body.TryGetProperty("interval", out JsonElement interval) ? XmlConvert.ToTimeSpan(interval.GetString()!) : null,
        @namespace: body.GetProperty("namespace").GetString()!,
        resourceRegion: body.GetProperty("resourceregion").GetString()!,
        metrics: [.. body.GetProperty("value").EnumerateArray().Select(Metric)]);

    private static MetricResult Metric(JsonElement metric) => MonitorQueryModelFactory.MetricResult(
        metric.GetProperty("id").GetString()!,
        metric.GetProperty("type").GetString()!,
        metric.GetProperty("name").GetProperty("value").GetString()!,
        new MetricUnit(metric.GetProperty("unit").GetString()!),
        metric.GetProperty("timeseries").EnumerateArray().Select(Series));

    private static MetricTimeSeriesElement Series(JsonElement series)
    {
        Dictionary<string, string> dimensions = series.TryGetProperty("metadatavalues", out JsonElement names)
            && names.ValueKind == JsonValueKind.Array
            ? names.EnumerateArray()
                .ToDictionary(
                    pair => pair.GetProperty("name").GetProperty("value").GetString()!, pair => pair.GetProperty("value").GetString()!)
            : [];
        return MonitorQueryModelFactory.MetricTimeSeriesElement(dimensions, series.GetProperty("data").EnumerateArray().Select(Value));
    }

    private static MetricValue Value(JsonElement point) => MonitorQueryModelFactory.MetricValue(
        point.GetProperty("timeStamp").GetDateTimeOffset(),
        average: Number(point, "average"), minimum: Number(point, "minimum"), maximum: Number(point, "maximum"),
        total: Number(point, "total"), count: Number(point, "count"));

    private static double? Number(JsonElement point, string name) =>
        point.TryGetProperty(name, out JsonElement value) ? value.GetDouble() : null;
}
