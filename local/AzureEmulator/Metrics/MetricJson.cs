using System.Globalization;
using System.Xml;

namespace Steadfast.Local.AzureEmulator;

/// <summary>The answer to a metrics query as Azure Monitor words it.</summary>
internal static class MetricJson
{
    public static object Of(MetricQuery query, MetricStore store, string resourceId, string metricNamespace, string region) => new
    {
        cost = 0,
        timespan = $"{Time(query.From)}/{Time(query.To)}",
        interval = XmlConvert.ToString(query.Interval),
        value = query.Metrics.Select(metric => Metric(query, metric, store, resourceId)),
        @namespace = metricNamespace.ToLowerInvariant(),
        resourceregion = region,
    };

    public static object Definition(MetricDefinition metric, string resourceId, string metricNamespace) => new
    {
        id = $"{resourceId}/providers/Microsoft.Insights/metricdefinitions/{metric.Name}",
        resourceId,
        @namespace = metricNamespace,
        name = new { value = metric.Name, localizedValue = metric.DisplayName },
        unit = metric.Unit,
        primaryAggregationType = metric.Primary.ToString(),
        supportedAggregationTypes = (metric.Offered ?? Enum.GetValues<MetricAggregation>()).Select(one => one.ToString()),
        isDimensionRequired = false,
        dimensions = metric.Dimensions.Select(name => new { value = name, localizedValue = name }),
        metricAvailabilities = new[] { new { timeGrain = "PT1M", retention = "PT1H" } },
    };

    private static object Metric(MetricQuery query, MetricDefinition metric, MetricStore store, string resourceId)
    {
        var accepted = store.Read(resourceId, metric.Name, Floor(query.From, query.Interval), query.To)
            .Where(series => query.Filter.Accepts(series.Dimensions));
        var split = MetricSplit.By(accepted, query.Filter.Dimensions).Take(query.Top);
        return new
        {
            id = $"{resourceId}/providers/Microsoft.Insights/metrics/{metric.Name}",
            type = "Microsoft.Insights/metrics",
            name = new { value = metric.Name, localizedValue = metric.DisplayName },
            displayDescription = metric.DisplayName,
            unit = metric.Unit,
            timeseries = split.Select(series => Series(query, metric, series)),
            errorCode = "Success",
        };
    }

    private static object Series(MetricQuery query, MetricDefinition metric, MetricSeries series) => new
    {
        // Names come back in lower case whatever the filter said, and only a filter makes them appear.
        metadatavalues = series.Dimensions.Count == 0 ? null : series.Dimensions.Select(dimension => new
        {
            name = new { value = dimension.Name.ToLowerInvariant(), localizedValue = dimension.Name.ToLowerInvariant() },
            value = dimension.Value,
        }),
        data = Points(query, query.Aggregations ?? [metric.Primary], series.Buckets),
    };

    private static IEnumerable<Dictionary<string, object>> Points(
        MetricQuery query, IReadOnlyList<MetricAggregation> aggregations, IReadOnlyList<MetricBucket> buckets)
    {
        var folded = buckets.GroupBy(bucket => Floor(bucket.Start, query.Interval))
            .ToDictionary(same => same.Key, same => same.Aggregate((sum, next) => sum.Plus(next)));
        for (var start = Floor(query.From, query.Interval); start < query.To; start += query.Interval)
        {
            Dictionary<string, object> point = new() { ["timeStamp"] = Time(start) };
            if (folded.TryGetValue(start, out var bucket))
            {
                foreach (var aggregation in aggregations)
                {
                    point[aggregation.ToString().ToLowerInvariant()] = bucket.Value(aggregation);
                }
            }

            yield return point;
        }
    }

    private static DateTimeOffset Floor(DateTimeOffset time, TimeSpan interval) =>
        new(time.UtcTicks - time.UtcTicks % interval.Ticks, TimeSpan.Zero);

    private static string Time(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);
}
