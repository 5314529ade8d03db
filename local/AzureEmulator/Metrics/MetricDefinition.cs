namespace Steadfast.Local.AzureEmulator;

/// <summary>A metric that a resource type has, with the exact names of the REST API.</summary>
internal sealed record MetricDefinition(
    string Name, string DisplayName, string Unit, MetricAggregation Primary, IReadOnlyList<string> Dimensions)
{
    public const string LoadBalancerNamespace = "Microsoft.Network/loadBalancers";
    public const string ScaleSetNamespace = "Microsoft.Compute/virtualMachineScaleSets";

    public const string DatabaseNamespace = "Microsoft.DBforMySQL/flexibleServers";

    public const string ProcessorShare = "Percentage CPU";
    public const string Availability = "VmAvailabilityMetric";
    public const string HaIo = "HA_IO_status";
    public const string HaSql = "HA_SQL_status";
    public const string HaLag = "HA_replication_lag";
    public const string ActiveConnections = "active_connections";
    public const string AbortedConnections = "aborted_connections";
    public const string DatabaseCpu = "cpu_percent";
    public const string DatabaseStorage = "storage_percent";
    public const string DatabaseMemory = "memory_percent";

    private static readonly MetricAggregation[] Extremes = [
        MetricAggregation.Average, MetricAggregation.Maximum, MetricAggregation.Minimum];

    /// <summary>The aggregations that the metric offers. Null: all.</summary>
    public IReadOnlyList<MetricAggregation>? Offered { get; init; }

    public bool Offers(MetricAggregation aggregation) => Offered?.Contains(aggregation) ?? true;

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
        new(ProcessorShare, ProcessorShare, "Percent", MetricAggregation.Average, ["VMName"]),
        new("Available Memory Bytes", "Available Memory Bytes", "Bytes", MetricAggregation.Average, ["VMName"]),
        new(Availability, "VM Availability Metric", "Count", MetricAggregation.Average, ["VMName"]),
    ];

    public static IReadOnlyList<MetricDefinition> Database { get; } =
    [
        new(HaIo, "HA IO Status", "Count", MetricAggregation.Maximum, []) { Offered = [MetricAggregation.Maximum] },
        new(HaSql, "HA SQL Status", "Count", MetricAggregation.Maximum, []) { Offered = [MetricAggregation.Maximum] },
        new(HaLag, "HA Replication Lag", "Seconds", MetricAggregation.Maximum, []) { Offered = Extremes },
        new(ActiveConnections, "Active Connections", "Count", MetricAggregation.Average, []) { Offered = Extremes },
        new(AbortedConnections, "Aborted Connections", "Count", MetricAggregation.Total, []) { Offered = [MetricAggregation.Total] },
        new(DatabaseCpu, "Host CPU Percent", "Percent", MetricAggregation.Average, []) { Offered = Extremes },
        new(DatabaseStorage, "Storage Percent", "Percent", MetricAggregation.Average, []) { Offered = Extremes },
        new(DatabaseMemory, "Host Memory Percent", "Percent", MetricAggregation.Average, []) { Offered = Extremes },
    ];
}
