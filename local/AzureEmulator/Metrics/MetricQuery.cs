using System.Globalization;
using System.Xml;

namespace Steadfast.Local.AzureEmulator;

/// <summary>A metrics query that has been understood.</summary>
internal sealed record MetricQuery(
    DateTimeOffset From,
    DateTimeOffset To,
    TimeSpan Interval,
    IReadOnlyList<MetricDefinition> Metrics,
    IReadOnlyList<MetricAggregation>? Aggregations,
    MetricFilter Filter,
    int Top)
{
    private const int PointLimit = 20_000;

    private static readonly TimeSpan[] Intervals = [
        .. new[] { 1, 5, 15, 30, 60, 360, 720, 1440 }.Select(minutes => TimeSpan.FromMinutes(minutes))];

    /// <summary>The query, or one sentence that says what is wrong with it. The parameters are those of the query string.</summary>
    public static (MetricQuery? Query, string? Wrong) Parse(
        Func<string, string> parameter, string metricNamespace, IReadOnlyList<MetricDefinition> definitions, DateTimeOffset now,
        TimeSpan grain)
    {
        if (parameter("metricnamespace") is { Length: > 0 } asked && !asked.Equals(metricNamespace, StringComparison.OrdinalIgnoreCase))
        {
            return (null, $"Invalid metric namespace '{asked}'. Valid namespace: {metricNamespace}.");
        }

        if (!TryTimespan(parameter("timespan"), now, out var from, out var to))
        {
            return (null, $"Invalid timespan '{parameter("timespan")}'. Give start/end as ISO 8601 times, the end after the start.");
        }

        if (!TryInterval(parameter("interval"), parameter("AutoAdjustTimegrain"), grain, out var interval)
            || (to - from) / interval > PointLimit)
        {
            return (
                null,
                $"Invalid time grain '{parameter("interval")}'. Valid grains: {string.Join(',', Intervals.Select(XmlConvert.ToString))}.");
        }

        var names = parameter("metricnames").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var metrics = names.Select(name => (Name: name, Definition: definitions.FirstOrDefault(one => Same(one.Name, name)))).ToList();
        if (metrics.Count == 0 || metrics.Any(metric => metric.Definition is null))
        {
            var unknown = metrics.FirstOrDefault(metric => metric.Definition is null).Name ?? "";
            return (null, $"Failed to find metric configuration for {metricNamespace}, metric: '{unknown}'. "
                + $"Valid metrics: {string.Join(',', definitions.Select(one => one.Name))}.");
        }

        var known = metrics.Select(metric => metric.Definition!).ToList();
        return Rest(parameter, known) switch
        {
            ({ } wrong, _, _, _) => (null, wrong),
            (_, var aggregations, var filter, var top) => (new(from, to, interval, known, aggregations, filter, top), null),
        };
    }

    private static (string? Wrong, IReadOnlyList<MetricAggregation>? Aggregations, MetricFilter Filter, int Top) Rest(
        Func<string, string> parameter, IReadOnlyList<MetricDefinition> metrics)
    {
        if (!MetricFilter.TryParse(parameter("$filter"), out var filter))
        {
            return ($"Invalid filter '{parameter("$filter")}'. Write it as Dimension eq 'value'.", null, filter, 0);
        }

        var checksDimensions = !Same(parameter("ValidateDimensions"), "false");
        var unknown = filter.Dimensions.FirstOrDefault(name => !metrics.All(metric => metric.Dimensions.Any(one => Same(one, name))));
        if (checksDimensions && unknown is not null)
        {
            return ($"Metric does not have the dimension '{unknown}'.", null, filter, 0);
        }

        if (WrongAggregation(parameter("aggregation"), metrics, out var aggregations) is { } wrong)
        {
            return (wrong, null, filter, 0);
        }

        // Ten series unless the caller asks for more: the documented default.
        var top = 10;
        if (parameter("top") is { Length: > 0 } text && (!int.TryParse(text, CultureInfo.InvariantCulture, out top) || top < 1))
        {
            return ($"Invalid top '{text}'.", null, filter, 0);
        }

        return (null, aggregations.Count == 0 ? null : aggregations, filter, top);
    }

    private static string? WrongAggregation(string text, IReadOnlyList<MetricDefinition> metrics, out List<MetricAggregation> aggregations)
    {
        aggregations = [];
        var words = text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (words.FirstOrDefault(word => !Enum.GetNames<MetricAggregation>().Any(name => Same(name, word))) is { } unknown)
        {
            return $"Invalid aggregation '{unknown}'. Valid: {string.Join(',', Enum.GetNames<MetricAggregation>())}.";
        }

        var asked = aggregations = [.. words.Select(word => Enum.Parse<MetricAggregation>(word, ignoreCase: true)).Distinct()];
        // Which aggregations a metric offers is documented; that Monitor refuses the others is not, and an answer to them would mean
        // nothing.
        return metrics.FirstOrDefault(metric => !asked.All(metric.Offers)) is { } lacking
            ? $"Metric '{lacking.Name}' offers the aggregations {string.Join(',', lacking.Offered ?? [])} only."
            : null;
    }

    /// <summary>Reads start/end, start/duration, duration/end or a duration that ends now; nothing means the last hour.</summary>
    public static bool TryTimespan(string text, DateTimeOffset now, out DateTimeOffset from, out DateTimeOffset to)
    {
        from = now - TimeSpan.FromHours(1);
        to = now;
        // The Azure CLI encodes it twice.
        var parts = Uri.UnescapeDataString(text).Split('/');
        var valid = parts switch
        {
            [""] => true,
            [var only] when TryDuration(only, out var length) => Set(now - length, now, out from, out to),
            [var start, var end] when TryTime(start, out var first) && TryTime(end, out var last) => Set(first, last, out from, out to),
            [var start, var end] when TryTime(start, out var first) && TryDuration(end, out var length) =>
                Set(first, first + length, out from, out to),
            [var start, var end] when TryDuration(start, out var length) && TryTime(end, out var last) =>
                Set(last - length, last, out from, out to),
            _ => false,
        };
        return valid && from < to;
    }

    private static bool Set(DateTimeOffset start, DateTimeOffset end, out DateTimeOffset from, out DateTimeOffset to)
    {
        from = start;
        to = end;
        return true;
    }

    // Azure knows whole minutes only; a pace with a finer grain can also be asked for multiples of it.
    private static bool TryInterval(string text, string adjust, TimeSpan grain, out TimeSpan interval)
    {
        interval = TimeSpan.FromMinutes(1);
        if (text.Length == 0)
        {
            return true;
        }

        if (!TryDuration(text, out interval) || interval <= TimeSpan.Zero)
        {
            return false;
        }

        var asked = interval;
        if (Intervals.Contains(asked) || (asked < Intervals[0] && asked.Ticks % grain.Ticks == 0))
        {
            return true;
        }

        interval = Intervals.LastOrDefault(valid => valid <= asked, Intervals[0]);
        return Same(adjust, "true");
    }

    private static bool TryTime(string text, out DateTimeOffset time) => DateTimeOffset.TryParse(
        text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out time);

    private static bool TryDuration(string text, out TimeSpan duration)
    {
        duration = default;
        try
        {
            duration = text.StartsWith('P') ? XmlConvert.ToTimeSpan(text) : default;
        }
        catch (Exception wrong) when (wrong is FormatException or OverflowException)
        {
            return false;
        }

        return duration > TimeSpan.Zero;
    }

    private static bool Same(string left, string right) => left.Equals(right, StringComparison.OrdinalIgnoreCase);
}
