using Azure.Monitor.Query.Models;

namespace Azure.Monitor.Query;

/// <summary>Metrics to read.</summary>
public class MetricsQueryOptions
{
    public IList<MetricAggregationType> Aggregations { get; } = [];

    public string Filter { get; set; } = null!;

    public TimeSpan? Granularity { get; set; }

    public int? Size { get; set; }

    public QueryTimeRange? TimeRange { get; set; }
}

/// <summary>A span of time: up to now, or between two moments.</summary>
public readonly struct QueryTimeRange : IEquatable<QueryTimeRange>
{
    public QueryTimeRange(TimeSpan duration) => Duration = duration;

    public TimeSpan Duration { get; }

    public static implicit operator QueryTimeRange(TimeSpan timeSpan) => new(timeSpan);

    public bool Equals(QueryTimeRange other) => Duration == other.Duration;

    public override bool Equals(object? obj) => obj is QueryTimeRange other && Equals(other);

    public override int GetHashCode() => Duration.GetHashCode();
}
