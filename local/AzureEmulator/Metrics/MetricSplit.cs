namespace Steadfast.Local.AzureEmulator;

/// <summary>Series that share the asked-for dimension values, folded into one. Pure.</summary>
internal static class MetricSplit
{
    /// <summary>One series per combination of values of these dimensions; a series that lacks one of them is left out.</summary>
    public static IReadOnlyList<MetricSeries> By(IEnumerable<MetricSeries> series, IReadOnlyList<string> dimensions)
    {
        Dictionary<string, (IReadOnlyList<Dimension> Values, List<MetricBucket> Buckets)> groups = new(StringComparer.OrdinalIgnoreCase);
        foreach (var one in series)
        {
            var values = dimensions.Select(name => Find(one.Dimensions, name)).OfType<Dimension>().ToList();
            if (values.Count < dimensions.Count)
            {
                continue;
            }

            var key = string.Join('\n', values.Select(value => value.Value));
            groups.TryAdd(key, (values, []));
            groups[key].Buckets.AddRange(one.Buckets);
        }

        return [.. groups.Values.Select(group => new MetricSeries(group.Values, Fold(group.Buckets)))];
    }

    /// <summary>The value of a dimension, its name taken without regard to case; null when the series lacks it.</summary>
    public static Dimension? Find(IEnumerable<Dimension> dimensions, string name) =>
        dimensions.FirstOrDefault(dimension => dimension.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    private static List<MetricBucket> Fold(IEnumerable<MetricBucket> buckets) =>
        [
            .. buckets.GroupBy(bucket => bucket.Start).OrderBy(same => same.Key)
                .Select(same => same.Aggregate((sum, next) => sum.Plus(next))),
        ];
}
