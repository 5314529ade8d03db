using Azure;
using Azure.Monitor.Query;
using Azure.Monitor.Query.Models;
using Microsoft.Extensions.Options;
using Steadfast.Functions.Diagnosis;

namespace Steadfast.Functions.Azure;

/// <summary>What the load balancer's health probe says of each back-end address.</summary>
public sealed class ProbeMetrics(MetricsQueryClient client, IOptions<StackOptions> stack)
{
    /// <summary>Metric "Health Probe Status"; the only one that tells back ends apart. Source: supported metrics of Microsoft.Network/loadBalancers.</summary>
    public const string Metric = "DipAvailability";

    /// <summary>The dimension of <see cref="Metric"/> that names the back end.</summary>
    public const string AddressDimension = "BackendIPAddress";

    // Without it the service answers with ten time series at most.
    private const int MostBackEnds = 1000;

    /// <summary>The newest value of each address: 100 is good, 0 bad, between is a minute in which it changed and stays unknown.</summary>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="RequestFailedException">The metrics could not be read.</exception>
    public async Task<IReadOnlyDictionary<string, ProbeReading>> ReadAsync(CancellationToken cancellation)
    {
        MetricsQueryOptions query = new()
        {
            TimeRange = stack.Value.MetricWindow,
            Granularity = stack.Value.MetricGrain,
            Filter = $"{AddressDimension} eq '*'",
            Size = MostBackEnds,
        };
        query.Aggregations.Add(MetricAggregationType.Average);

        Response<MetricsQueryResult> answer = await client.QueryResourceAsync(stack.Value.LoadBalancerId.ToString(), [Metric], query, cancellation);
        return answer.Value.Metrics
            .SelectMany(metric => metric.TimeSeries)
            .Where(series => AddressOf(series) is not null)
            .GroupBy(series => AddressOf(series)!)
            .ToDictionary(group => group.Key, group => Judge(group.SelectMany(series => series.Values)));
    }

    // Dimension names come back in lower case ("backendipaddress").
    private static string? AddressOf(MetricTimeSeriesElement series) =>
        series.Metadata.FirstOrDefault(pair => string.Equals(pair.Key, AddressDimension, StringComparison.OrdinalIgnoreCase)).Value;

    private static ProbeReading Judge(IEnumerable<MetricValue> values)
    {
        MetricValue? newest = values.Where(value => value.Average is not null).MaxBy(value => value.TimeStamp);
        Reading reading = newest?.Average switch
        {
            null => Reading.Unknown("the probe metric has no value yet"),
            >= 100 => Reading.Good("the balancer's probe succeeds"),
            <= 0 => Reading.Bad("the balancer's probe fails"),
            double part => Reading.Unknown($"the balancer's probe succeeded in {part:F0} % of the last interval"),
        };
        return new(reading, newest?.TimeStamp ?? DateTimeOffset.MinValue);
    }
}

/// <summary>What the probe of one address says, and since when that is known.</summary>
/// <param name="Reading">What it says.</param>
/// <param name="At">Beginning of the interval it is about, UTC.</param>
public sealed record ProbeReading(Reading Reading, DateTimeOffset At)
{
    /// <summary>
    /// The reading as far as it is about this instance. The metric belongs to an address and comes minutes late: what is older than the
    /// last operation on the instance is about its former life, or about the instance that had the address before.
    /// </summary>
    /// <param name="lastOperation">When the platform last finished an operation on the instance; null when it does not say.</param>
    public Reading Since(DateTimeOffset? lastOperation) =>
        lastOperation > At ? Reading.Unknown("the probe metric is older than the last operation on it") : Reading;
}
