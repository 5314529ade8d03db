namespace Steadfast.Local.AzureEmulator;

/// <summary>The metric alert rules on the database.</summary>
public static class DatabaseAlertRules
{
    /// <summary>Name of <see cref="HaIo"/>.</summary>
    public const string HaIoName = "mysql-ha-io";

    /// <summary>Name of <see cref="HaSql"/>.</summary>
    public const string HaSqlName = "mysql-ha-sql";

    /// <summary>Name of <see cref="Cpu"/>.</summary>
    public const string CpuName = "mysql-cpu";

    /// <summary>Name of <see cref="Storage"/>.</summary>
    public const string StorageName = "mysql-storage";

    /// <summary>Name of <see cref="Connections"/>.</summary>
    public const string ConnectionsName = "mysql-connections";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<MetricAlertRule> All(EmulatorOptions options) =>
        [HaIo(options), HaSql(options), Cpu(options), Storage(options), Connections(options)];

    /// <summary>
    /// The standby did not receive changes in any minute of the window: a failover now would lose what was written since.
    /// </summary>
    public static MetricAlertRule HaIo(EmulatorOptions options) =>
        Rule(options, HaIoName, MetricDefinition.HaIo, MetricAggregation.Maximum, AlertOperator.LessThan, 1, severity: 1);

    /// <summary>The standby did not apply changes in any minute of the window: a failover now would take long.</summary>
    public static MetricAlertRule HaSql(EmulatorOptions options) =>
        Rule(options, HaSqlName, MetricDefinition.HaSql, MetricAggregation.Maximum, AlertOperator.LessThan, 1, severity: 1);

    /// <summary>The primary's processors are busy.</summary>
    public static MetricAlertRule Cpu(EmulatorOptions options) =>
        Rule(options, CpuName, MetricDefinition.DatabaseCpu, MetricAggregation.Average, AlertOperator.GreaterThan, 90, severity: 2);

    /// <summary>The primary's storage is nearly full. A full server becomes read-only.</summary>
    public static MetricAlertRule Storage(EmulatorOptions options) =>
        Rule(options, StorageName, MetricDefinition.DatabaseStorage, MetricAggregation.Maximum, AlertOperator.GreaterThan, 85, severity: 2);

    /// <summary>More connections than the pools of a whole web tier hold: somebody leaks them.</summary>
    public static MetricAlertRule Connections(EmulatorOptions options) =>
        Rule(
            options, ConnectionsName, MetricDefinition.ActiveConnections, MetricAggregation.Maximum, AlertOperator.GreaterThan, 500,
            severity: 2);

    private static MetricAlertRule Rule(
        EmulatorOptions options, string name, string metric, MetricAggregation aggregation, AlertOperator comparison, double threshold, int severity) => new()
        {
            Name = name,
            TargetResourceId = new ResourceNames(options).Database,
            MetricNamespace = MetricDefinition.DatabaseNamespace,
            Metric = metric,
            Aggregation = aggregation,
            Operator = comparison,
            Threshold = threshold,
            Severity = severity,
            Window = options.Pace.AlertWindow,
            Frequency = options.Pace.AlertFrequency,
        };
}
