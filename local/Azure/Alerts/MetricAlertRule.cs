namespace Steadfast.Local.Azure;

/// <summary>How a measured value is compared with the threshold. Named as in the alert.</summary>
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
public sealed record MetricAlertRule
{
    /// <summary>Name of the rule; an alert carries it.</summary>
    public required string Name { get; init; }

    /// <summary>Id of the resource whose metric is watched.</summary>
    public required string TargetResourceId { get; init; }

    /// <summary>Namespace of the metric, for example Microsoft.Network/loadBalancers.</summary>
    public required string MetricNamespace { get; init; }

    /// <summary>REST name of the metric.</summary>
    public required string Metric { get; init; }

    /// <summary>Dimension whose every value is judged for itself. Null: the resource as a whole.</summary>
    public string? SplitBy { get; init; }

    /// <summary>How the samples of the window become one value.</summary>
    public required MetricAggregation Aggregation { get; init; }

    /// <summary>How that value is compared.</summary>
    public required AlertOperator Operator { get; init; }

    /// <summary>What it is compared with.</summary>
    public required double Threshold { get; init; }

    /// <summary>How far the rule looks back.</summary>
    public required TimeSpan Window { get; init; }

    /// <summary>How often it looks.</summary>
    public required TimeSpan Frequency { get; init; }

    /// <summary>0 (critical) to 4 (verbose).</summary>
    public int Severity { get; init; } = 1;

    /// <summary>Sent with the alert.</summary>
    public string Description { get; init; } = "";

    /// <summary>Whether an alert resolves when its condition has gone. False: it stays fired and is never sent again.</summary>
    public bool AutoMitigate { get; init; } = true;

    /// <summary>Sent with the alert as customProperties; null leaves the property null.</summary>
    public IReadOnlyDictionary<string, string>? CustomProperties { get; init; }

    /// <summary>The rule of every stack: the load balancer's probe of one back end fails.</summary>
    public static MetricAlertRule ProbeDown(EmulatorOptions options) => new()
    {
        Name = "lb-probe-down",
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
}
