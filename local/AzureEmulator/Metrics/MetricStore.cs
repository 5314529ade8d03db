namespace Steadfast.Local.AzureEmulator;

/// <summary>
/// Metrics per resource, name and dimensions, folded into grains as they come. Safe from any thread; bounded in series and grains.
/// </summary>
public sealed class MetricStore
{
    // A week of minutes; at the fast pace about forty minutes.
    private const int GrainsPerSeries = 10_080;
    private const int SeriesLimit = 10_000;

    private readonly Lock _gate = new();
    private readonly TimeProvider _clock;
    private readonly TimeSpan _grain;
    private readonly TimeSpan _delay;
    private readonly Dictionary<(string Resource, string Metric), Dictionary<string, StoredSeries>> _metrics = [];
    private int _series;

    /// <summary>An empty store with the grain and the delay of that pace.</summary>
    public MetricStore(TimeProvider clock, Pace pace)
    {
        _clock = clock;
        _grain = pace.MetricGrain;
        _delay = pace.MetricDelay;
    }

    /// <summary>Samples that were refused because there are too many series already.</summary>
    public long Dropped { get; private set; }

    /// <summary>Up to here (exclusive) points can be read: only whole grains, and only after the ingestion delay.</summary>
    public DateTimeOffset VisibleUntil => Floor(_clock.GetUtcNow() - _delay);

    /// <summary>Adds one sample, taken now.</summary>
    public void Record(string resourceId, string metric, IReadOnlyDictionary<string, string> dimensions, double value)
    {
        var ordered = dimensions.OrderBy(pair => pair.Key, StringComparer.OrdinalIgnoreCase).ToList();
        var key = string.Join('\n', ordered.Select(pair => $"{pair.Key}={pair.Value}")).ToLowerInvariant();
        lock (_gate)
        {
            if (Series(resourceId, metric, key, ordered) is { } series)
            {
                Append(series.Buckets, MetricBucket.Of(Floor(_clock.GetUtcNow()), value));
            }
            else
            {
                Dropped++;
            }
        }
    }

    /// <summary>Every series of the metric with its visible grains that start in [from, to).</summary>
    internal IReadOnlyList<MetricSeries> Read(string resourceId, string metric, DateTimeOffset from, DateTimeOffset to)
    {
        var end = to < VisibleUntil ? to : VisibleUntil;
        lock (_gate)
        {
            return _metrics.TryGetValue(Key(resourceId, metric), out var all)
                ? [.. all.Values.Select(series => new MetricSeries(series.Dimensions, Slice(series.Buckets, from, end)))]
                : [];
        }
    }

    private StoredSeries? Series(string resourceId, string metric, string key, List<KeyValuePair<string, string>> dimensions)
    {
        if (!_metrics.TryGetValue(Key(resourceId, metric), out var all))
        {
            _metrics[Key(resourceId, metric)] = all = [];
        }

        if (!all.TryGetValue(key, out var series) && _series < SeriesLimit)
        {
            _series++;
            all[key] = series = new([.. dimensions.Select(pair => new Dimension(pair.Key, pair.Value))], []);
        }

        return series;
    }

    private static void Append(List<MetricBucket> buckets, MetricBucket sample)
    {
        // A clock that went back adds to the newest grain: order is what readers rely on.
        if (buckets.Count > 0 && sample.Start <= buckets[^1].Start)
        {
            buckets[^1] = buckets[^1].Plus(sample);
            return;
        }

        buckets.Add(sample);
        if (buckets.Count > GrainsPerSeries * 5 / 4)
        {
            buckets.RemoveRange(0, buckets.Count - GrainsPerSeries);
        }
    }

    private static List<MetricBucket> Slice(List<MetricBucket> buckets, DateTimeOffset from, DateTimeOffset end)
    {
        var last = buckets.Count;
        while (last > 0 && buckets[last - 1].Start >= end)
        {
            last--;
        }

        var first = last;
        while (first > 0 && buckets[first - 1].Start >= from)
        {
            first--;
        }

        return buckets.GetRange(first, last - first);
    }

    private DateTimeOffset Floor(DateTimeOffset time) => new(time.UtcTicks - time.UtcTicks % _grain.Ticks, TimeSpan.Zero);

    private static (string, string) Key(string resourceId, string metric) => (resourceId.ToLowerInvariant(), metric.ToLowerInvariant());

    private sealed record StoredSeries(IReadOnlyList<Dimension> Dimensions, List<MetricBucket> Buckets);
}
