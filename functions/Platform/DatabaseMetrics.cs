using Azure;
using Microsoft.Extensions.Options;

namespace Steadfast.Functions.Platform;

/// <summary>Reads the replication to the standby as Azure Monitor shows it.</summary>
public sealed class DatabaseMetrics(MonitorMetrics metrics, IOptions<StackOptions> stack)
{
    // Names of the metric catalog of Microsoft.DBforMySQL/flexibleServers; the page on high availability has others that do not exist. The
    // first two offer Maximum and nothing else.
    private const string IoMetric = "HA_IO_status";
    private const string SqlMetric = "HA_SQL_status";
    private const string LagMetric = "HA_replication_lag";

    // The metric is 1 while the thread runs, so a maximum below 1 is a grain in which it never did.
    private const double Running = 1;

    /// <summary>Says how a grain of these metrics is put together.</summary>
    internal const string Aggregation = "maximum";

    // Two hours where the settings say five minutes.
    private const int FurtherBack = 24;

    /// <summary>
    /// Reads the newest values; minutes old on Azure. Where one half of the replication is not seen to run in all of the time that is
    /// looked at, it is looked further back: whoever comes late must not take a standby that had received nothing for long for one that
    /// lost its primary just now. The lag is the newest all the same: one of long ago says nothing about a standby that has applied since
    /// what it had received.
    /// </summary>
    /// <exception cref="RequestFailedException">The metrics could not be read.</exception>
    /// <exception cref="UnreadableAnswerException">What came are no metrics.</exception>
    public async Task<StandbyReading> ReadAsync(CancellationToken cancellation)
    {
        IReadOnlyList<MetricSeries> newest = await ReadAsync(window: null, cancellation);
        StandbyReading reading = Of(newest);
        if (!HasStoodStill(newest, IoMetric) && !HasStoodStill(newest, SqlMetric))
        {
            return reading;
        }

        StandbyReading further = Of(await ReadAsync(FurtherBack * stack.Value.MetricWindow, cancellation));
        return further with { LagSeconds = reading.LagSeconds };
    }

    private Task<IReadOnlyList<MetricSeries>> ReadAsync(TimeSpan? window, CancellationToken cancellation) =>
        metrics.ReadAsync(stack.Value.DatabaseId, [IoMetric, SqlMetric, LagMetric], Aggregation, dimension: null, cancellation, window);

    private static bool HasStoodStill(IReadOnlyList<MetricSeries> series, string metric)
    {
        MetricPoint[] points = [
            .. series.Where(one => one.Metric.Equals(metric, StringComparison.OrdinalIgnoreCase)).SelectMany(one => one.Points)];
        return points.Length > 0 && points.All(point => point.Value < Running);
    }

    internal static StandbyReading Of(IEnumerable<MetricSeries> series)
    {
        ILookup<string, MetricPoint> points = series
            .SelectMany(one => one.Points, (one, point) => (one.Metric, Point: point))
            .ToLookup(pair => pair.Metric, pair => pair.Point, StringComparer.OrdinalIgnoreCase);
        return new(ThreadOf(points[IoMetric]), ThreadOf(points[SqlMetric]), points[LagMetric].MaxBy(point => point.At)?.Value);
    }

    private static StandbyThread? ThreadOf(IEnumerable<MetricPoint> points)
    {
        MetricPoint[] newestFirst = [.. points.OrderByDescending(point => point.At)];
        if (newestFirst.Length == 0)
        {
            return null;
        }

        bool isRunning = newestFirst[0].Value >= Running;
        return new(isRunning, newestFirst.TakeWhile(point => point.Value >= Running == isRunning).Last().At);
    }
}

/// <summary>The replication as the standby does it.</summary>
/// <param name="Io">Whether it receives what the primary writes; null when there is no value.</param>
/// <param name="Sql">Whether it applies that; null when there is no value.</param>
/// <param name="LagSeconds">How far it is behind in applying; null when there is no value.</param>
public sealed record StandbyReading(StandbyThread? Io, StandbyThread? Sql, double? LagSeconds);

/// <summary>One half of the replication.</summary>
/// <param name="IsRunning">Whether it runs.</param>
/// <param name="Since">Since when it has been so, UTC; when it was always so, the beginning of the time that was looked at.</param>
public sealed record StandbyThread(bool IsRunning, DateTimeOffset Since);
