namespace Steadfast.Local.AzureEmulator;

/// <summary>Aggregation of samples into one number.</summary>
public enum MetricAggregation
{
    /// <summary>Total divided by count.</summary>
    Average,

    /// <summary>Smallest sample.</summary>
    Minimum,

    /// <summary>Largest sample.</summary>
    Maximum,

    /// <summary>Sum of the samples.</summary>
    Total,

    /// <summary>Number of samples.</summary>
    Count,
}

/// <summary>One dimension of a series with its value.</summary>
public sealed record Dimension(string Name, string Value);

/// <summary>The samples of one grain: what Azure Monitor keeps instead of the samples themselves.</summary>
internal readonly record struct MetricBucket(DateTimeOffset Start, long Count, double Total, double Minimum, double Maximum)
{
    public static MetricBucket Of(DateTimeOffset start, double value) => new(start, 1, value, value, value);

    public MetricBucket Plus(MetricBucket other) => this with
    {
        Count = Count + other.Count,
        Total = Total + other.Total,
        Minimum = Math.Min(Minimum, other.Minimum),
        Maximum = Math.Max(Maximum, other.Maximum),
    };

    public double Value(MetricAggregation aggregation) => aggregation switch
    {
        MetricAggregation.Average => Total / Count,
        MetricAggregation.Minimum => Minimum,
        MetricAggregation.Maximum => Maximum,
        MetricAggregation.Total => Total,
        _ => Count,
    };
}

/// <summary>A series as it is read: its dimensions and its grains in order of time.</summary>
internal sealed record MetricSeries(IReadOnlyList<Dimension> Dimensions, IReadOnlyList<MetricBucket> Buckets);
