namespace Steadfast.Local.Azure;

/// <summary>A metric that a resource type has, with the exact names of the REST API.</summary>
internal sealed record MetricDefinition(string Name, string DisplayName, string Unit, MetricAggregation Primary, IReadOnlyList<string> Dimensions)
{
    public const string LoadBalancerNamespace = "Microsoft.Network/loadBalancers";
    public const string ScaleSetNamespace = "Microsoft.Compute/virtualMachineScaleSets";

    public const string Availability = "VmAvailabilityMetric";

    public static IReadOnlyList<MetricDefinition> LoadBalancer { get; } =
    [
        new("DipAvailability", "Health Probe Status", "Count", MetricAggregation.Average,
            ["ProtocolType", "BackendPort", "FrontendIPAddress", "FrontendPort", "BackendIPAddress"]),
        new("VipAvailability", "Data Path Availability", "Count", MetricAggregation.Average, ["FrontendIPAddress", "FrontendPort"]),
        new("SnatConnectionCount", "SNAT Connection Count", "Count", MetricAggregation.Total,
            ["FrontendIPAddress", "BackendIPAddress", "ConnectionState"]),
        new("ByteCount", "Byte Count", "Bytes", MetricAggregation.Total, ["FrontendIPAddress", "FrontendPort", "Direction"]),
        new("PacketCount", "Packet Count", "Count", MetricAggregation.Total, ["FrontendIPAddress", "FrontendPort", "Direction"]),
        new("SYNCount", "SYN Count", "Count", MetricAggregation.Total, ["FrontendIPAddress", "FrontendPort", "Direction"]),
    ];

    public static IReadOnlyList<MetricDefinition> ScaleSet { get; } =
    [
        new("Percentage CPU", "Percentage CPU", "Percent", MetricAggregation.Average, ["VMName"]),
        new("Available Memory Bytes", "Available Memory Bytes", "Bytes", MetricAggregation.Average, ["VMName"]),
        new(Availability, "VM Availability Metric", "Count", MetricAggregation.Average, ["VMName"]),
    ];
}
