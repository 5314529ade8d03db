using Azure;
using Azure.Monitor.Query;
using Azure.Monitor.Query.Models;
using Microsoft.Extensions.Options;

namespace Steadfast.Functions.Azure;

/// <summary>What Azure Monitor says of the replication to the standby.</summary>
public sealed class DatabaseMetrics(MetricsQueryClient client, IOptions<StackOptions> stack)
{
    // Names of the metric catalog of Microsoft.DBforMySQL/flexibleServers; the page on high availability has others that do not exist. The
    // first two offer Maximum and nothing else.
    private const string IoMetric = "HA_IO_status";
    private const string SqlMetric = "HA_SQL_status";
    private const string LagMetric = "HA_replication_lag";

    /// <summary>The newest values; minutes old on Azure.</summary>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="RequestFailedException">The metrics could not be read.</exception>
    public async Task<StandbyReading> ReadAsync(CancellationToken cancellation)
    {
        MetricsQueryOptions query = new() { TimeRange = stack.Value.MetricWindow, Granularity = stack.Value.MetricGrain };
        query.Aggregations.Add(MetricAggregationType.Maximum);
        Response<MetricsQueryResult> answer = await client.QueryResourceAsync(
            stack.Value.DatabaseId.ToString(), [IoMetric, SqlMetric, LagMetric], query, cancellation);
        ILookup<string, MetricValue> values = answer.Value.Metrics
            .SelectMany(metric => metric.TimeSeries.SelectMany(series => series.Values).Select(value => (metric.Name, Value: value)))
            .Where(pair => pair.Value.Maximum is not null)
            .ToLookup(pair => pair.Name, pair => pair.Value, StringComparer.OrdinalIgnoreCase);
        return new(ThreadOf(values[IoMetric]), ThreadOf(values[SqlMetric]), values[LagMetric].MaxBy(value => value.TimeStamp)?.Maximum);
    }

    // The metric is 1 while the thread runs, so a maximum below 1 is a grain in which it never did.
    private static StandbyThread? ThreadOf(IEnumerable<MetricValue> values)
    {
        MetricValue[] newestFirst = [.. values.OrderByDescending(value => value.TimeStamp)];
        if (newestFirst.Length == 0)
        {
            return null;
        }

        bool isRunning = newestFirst[0].Maximum >= 1;
        return new(isRunning, newestFirst.TakeWhile(value => value.Maximum >= 1 == isRunning).Last().TimeStamp);
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
