namespace Steadfast.Local.AzureEmulator;

/// <summary>Comparison of a measured value with the threshold. Named as in the alert.</summary>
public enum AlertOperator
{
    /// <summary>Above the threshold.</summary>
    GreaterThan,

    /// <summary>At the threshold or above.</summary>
    GreaterThanOrEqual,

    /// <summary>Below the threshold.</summary>
    LessThan,

    /// <summary>At the threshold or below.</summary>
    LessThanOrEqual,
}

/// <summary>A metric alert rule with one static criterion.</summary>
public sealed record MetricAlertRule : AlertRule
{
    /// <summary>Name of <see cref="ProbeDown"/>.</summary>
    public const string ProbeDownName = "lb-probe-down";

    /// <summary>Name of <see cref="DataPathDown"/>.</summary>
    public const string DataPathDownName = "lb-data-path-down";

    /// <summary>Namespace of the metric, for example Microsoft.Network/loadBalancers.</summary>
    public required string MetricNamespace { get; init; }

    /// <summary>REST name of the metric.</summary>
    public required string Metric { get; init; }

    /// <summary>Dimension whose every value is judged for itself. Null: the resource as a whole.</summary>
    public string? SplitBy { get; init; }

    /// <summary>Aggregation of the samples of the window.</summary>
    public required MetricAggregation Aggregation { get; init; }

    /// <summary>Comparison of that value.</summary>
    public required AlertOperator Operator { get; init; }

    /// <summary>Threshold that it is compared with.</summary>
    public required double Threshold { get; init; }

    /// <summary>Window of the rule.</summary>
    public required TimeSpan Window { get; init; }

    /// <summary>Interval at which it looks.</summary>
    public required TimeSpan Frequency { get; init; }

    /// <summary>True when an alert resolves after its condition has gone. False: it stays fired and is never sent again.</summary>
    public bool AutoMitigate { get; init; } = true;

    internal override string SignalType => "Metric";

    internal override string MonitoringService => "Platform";

    /// <summary>The load balancer's probe of one back end fails.</summary>
    public static MetricAlertRule ProbeDown(EmulatorOptions options) => new()
    {
        Name = ProbeDownName,
        TargetResourceId = new ResourceNames(options).LoadBalancer,
        MetricNamespace = MetricDefinition.LoadBalancerNamespace,
        Metric = "DipAvailability",
        SplitBy = "BackendIPAddress",
        Aggregation = MetricAggregation.Average,
        Operator = AlertOperator.LessThan,
        Threshold = 100,
        Window = options.Pace.AlertWindow,
        Frequency = options.Pace.AlertFrequency,
    };

    /// <summary>The load balancer has nobody left to send to. It names no back end: the fault is not one instance's.</summary>
    public static MetricAlertRule DataPathDown(EmulatorOptions options) => ProbeDown(options) with
    {
        Name = DataPathDownName,
        Metric = "VipAvailability",
        SplitBy = null,
        Threshold = 90,
        Severity = 0,
    };
}
