using Azure;
using Microsoft.Extensions.Options;

namespace Steadfast.Functions.Platform;

/// <summary>Reads the load balancer's health probe for each back-end address.</summary>
public sealed class ProbeMetrics(MonitorMetrics metrics, IOptions<StackOptions> stack)
{
    /// <summary>
    /// Names the metric "Health Probe Status", the only one that tells back ends apart. Source: supported metrics of
    /// Microsoft.Network/loadBalancers.
    /// </summary>
    public const string Metric = "DipAvailability";

    /// <summary>Names the dimension of <see cref="Metric"/> that names the back end.</summary>
    public const string AddressDimension = "BackendIPAddress";

    /// <summary>Says how a grain of <see cref="Metric"/> is put together.</summary>
    internal const string Aggregation = "average";

    /// <summary>
    /// Reads the newest value of each address: 100 is good, 0 bad, between is a minute in which it changed and stays unknown.
    /// </summary>
    /// <exception cref="RequestFailedException">The metrics could not be read.</exception>
    /// <exception cref="UnreadableAnswerException">What came are no metrics.</exception>
    public async Task<IReadOnlyDictionary<string, ProbeReading>> ReadAsync(CancellationToken cancellation) =>
        Of(await metrics.ReadAsync(stack.Value.LoadBalancerId, [Metric], Aggregation, AddressDimension, cancellation));

    // Dimension names come back in lower case ("backendipaddress").
    internal static IReadOnlyDictionary<string, ProbeReading> Of(IEnumerable<MetricSeries> series) => series
        .Select(one => (Address: one.Dimensions.GetValueOrDefault(AddressDimension.ToLowerInvariant()), one.Points))
        .Where(one => one.Address is not null)
        .GroupBy(one => one.Address!, one => one.Points)
        .ToDictionary(group => group.Key, group => Judge(group.SelectMany(points => points)));

    private static ProbeReading Judge(IEnumerable<MetricPoint> points)
    {
        MetricPoint? newest = points.MaxBy(point => point.At);
        CheckResult reading = newest?.Value switch
        {
            null => CheckResult.Unknown("the probe metric has no value yet"),
            >= 100 => CheckResult.Good("the balancer's probe succeeds"),
            <= 0 => CheckResult.Bad("the balancer's probe fails"),
            double part => CheckResult.Unknown($"the balancer's probe succeeded in {part:F0} % of the last interval"),
        };
        return new(reading, newest?.At ?? DateTimeOffset.MinValue);
    }
}

/// <summary>Carries the result of the probe of one address, and since when it is known.</summary>
/// <param name="CheckResult">What it says.</param>
/// <param name="At">Beginning of the interval it is about, UTC.</param>
public sealed record ProbeReading(CheckResult CheckResult, DateTimeOffset At)
{
    /// <summary>
    /// Reads it as far as it is about this instance. The metric belongs to an address and comes minutes late: what is older than the last
    /// operation on the instance is about its former life, or about the instance that had the address before.
    /// </summary>
    /// <param name="lastOperation">When the platform last finished an operation on the instance; null when it does not say.</param>
    public CheckResult Since(DateTimeOffset? lastOperation)
    {
        if (lastOperation > At)
        {
            return CheckResult.Unknown("the probe metric is older than the last operation on it");
        }

        return CheckResult;
    }
}
