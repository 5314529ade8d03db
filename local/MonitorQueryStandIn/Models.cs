namespace Azure.Monitor.Query.Models;

/// <summary>Aggregation of the values of an interval.</summary>
public enum MetricAggregationType { None = 0, Average = 1, Count = 2, Minimum = 3, Maximum = 4, Total = 5 }

/// <summary>The answer to a query.</summary>
public class MetricsQueryResult
{
    internal MetricsQueryResult(IReadOnlyList<MetricResult> metrics) => Metrics = metrics;

    public IReadOnlyList<MetricResult> Metrics { get; }
}

/// <summary>One metric.</summary>
public class MetricResult
{
    internal MetricResult(string name, IReadOnlyList<MetricTimeSeriesElement> timeSeries)
    {
        Name = name;
        TimeSeries = timeSeries;
    }

    public string Name { get; }

    public IReadOnlyList<MetricTimeSeriesElement> TimeSeries { get; }
}

/// <summary>The values for one combination of dimensions.</summary>
public class MetricTimeSeriesElement
{
    internal MetricTimeSeriesElement(IReadOnlyDictionary<string, string> metadata, IReadOnlyList<MetricValue> values)
    {
        Metadata = metadata;
        Values = values;
    }

    public IReadOnlyDictionary<string, string> Metadata { get; }

    public IReadOnlyList<MetricValue> Values { get; }
}

/// <summary>One value; an aggregation that was not asked for is null.</summary>
public class MetricValue
{
    internal MetricValue(DateTimeOffset timeStamp, double? average, double? maximum)
    {
        TimeStamp = timeStamp;
        Average = average;
        Maximum = maximum;
    }

    public DateTimeOffset TimeStamp { get; }

    public double? Average { get; }

    public double? Maximum { get; }
}

/// <summary>The unit of a metric.</summary>
public readonly struct MetricUnit
{
    public MetricUnit(string value) => Value = value;

    public static MetricUnit Count => new("Count");

    private string Value { get; }

    public override string ToString() => Value;
}

/// <summary>Makes results, which have no public constructors.</summary>
public static class MonitorQueryModelFactory
{
    public static MetricsQueryResult MetricsQueryResult(
        int? cost, string timespan, TimeSpan? granularity, string @namespace, string resourceRegion, IReadOnlyList<MetricResult> metrics) =>
            new(metrics);

    public static MetricResult MetricResult(
        string id, string resourceType, string name, MetricUnit unit, IEnumerable<MetricTimeSeriesElement> timeSeries) =>
        new(name, [.. timeSeries]);

    public static MetricTimeSeriesElement MetricTimeSeriesElement(
        IReadOnlyDictionary<string, string> metadataValues, IEnumerable<MetricValue> values) =>
        new(metadataValues, [.. values]);

    public static MetricValue MetricValue(
        DateTimeOffset timeStamp = default, double? average = default, double? minimum = default, double? maximum = default,
        double? total = default, double? count = default) =>
        new(timeStamp, average, maximum);
}
