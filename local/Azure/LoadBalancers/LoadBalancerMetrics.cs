using System.Globalization;

namespace Steadfast.Local.Azure;

/// <summary>What the real load balancer reports about itself, with the names and dimensions that Azure Monitor uses.</summary>
public sealed class LoadBalancerMetrics
{
    readonly EmulatorOptions _options;
    readonly MetricStore _metrics;
    readonly string _id;

    internal LoadBalancerMetrics(EmulatorOptions options, MetricStore metrics) =>
        (_options, _metrics, _id) = (options, metrics, new ResourceNames(options).LoadBalancer);

    /// <summary>One probe of one back end: 100 for an answer of 200, else 0 (DipAvailability).</summary>
    public void RecordProbe(string backendIp, int backendPort, bool up) => _metrics.Record(
        _id,
        "DipAvailability",
        new Dictionary<string, string>(Frontend())
        {
            ["ProtocolType"] = "TCP",
            ["BackendPort"] = backendPort.ToString(CultureInfo.InvariantCulture),
            ["BackendIPAddress"] = backendIp,
        },
        up ? 100 : 0);

    /// <summary>Whether the front end can be used: false when no healthy back end is left (VipAvailability).</summary>
    public void RecordDataPath(bool available) => _metrics.Record(_id, "VipAvailability", Frontend(), available ? 100 : 0);

    Dictionary<string, string> Frontend() => new()
    {
        ["FrontendIPAddress"] = _options.FrontendIp,
        ["FrontendPort"] = _options.FrontendPort.ToString(CultureInfo.InvariantCulture),
    };
}
