using System.Xml;

namespace Steadfast.Local.AzureEmulator;

/// <summary>Alert rules as ARM words them.</summary>
internal static class AlertRuleJson
{
    public static object Of(AlertRule rule, AlertRuleNames names, EmulatorOptions options) => new
    {
        id = names.IdOf(rule),
        name = rule.Name,
        type = AlertRuleNames.TypeOf(rule).Name,
        location = rule is SyntheticAlertRule ? options.Location : "global",
        tags = new { },
        properties = rule switch
        {
            MetricAlertRule metric => Metric(metric, names),
            ResourceHealthRule health => Health(health, names),
            _ => Log(rule, names, options),
        },
    };

    private static object Metric(MetricAlertRule rule, AlertRuleNames names) => new
    {
        description = rule.Description,
        severity = rule.Severity,
        enabled = true,
        scopes = new[] { rule.TargetResourceId },
        evaluationFrequency = XmlConvert.ToString(rule.Frequency),
        windowSize = XmlConvert.ToString(rule.Window),
        targetResourceType = rule.MetricNamespace,
        autoMitigate = rule.AutoMitigate,
        criteria = new Dictionary<string, object>
        {
            ["odata.type"] = "Microsoft.Azure.Monitor.MultipleResourceMultipleMetricCriteria",
            ["allOf"] = new[]
            {
                new
                {
                    criterionType = "StaticThresholdCriterion",
                    name = rule.Metric,
                    metricName = rule.Metric,
                    metricNamespace = rule.MetricNamespace,
                    @operator = rule.Operator.ToString(),
                    threshold = rule.Threshold,
                    timeAggregation = rule.Aggregation.ToString(),
                    dimensions = rule.SplitBy is { } dimension
                        ? [new { name = dimension, @operator = "Include", values = new[] { "*" } }]
                        : Array.Empty<object>(),
                },
            },
        },
        actions = new[] { new { actionGroupId = names.ActionGroupId } },
    };

    private static object Health(ResourceHealthRule rule, AlertRuleNames names) => new
    {
        description = rule.Description,
        enabled = true,
        scopes = new[] { rule.TargetResourceId },
        condition = new { allOf = new[] { new { field = "category", equals = "ResourceHealth" } } },
        actions = new { actionGroups = new[] { new { actionGroupId = names.ActionGroupId } } },
    };

    private static object Log(AlertRule rule, AlertRuleNames names, EmulatorOptions options) => new
    {
        description = rule.Description,
        severity = rule.Severity,
        enabled = options.SyntheticAlertEvery is not null,
        scopes = new[] { rule.TargetResourceId },
        evaluationFrequency = XmlConvert.ToString(options.Pace.AlertFrequency),
        windowSize = XmlConvert.ToString(options.Pace.AlertWindow),
        criteria = new
        {
            allOf = new[] { new { query = "print synthetic = 1", timeAggregation = "Count", @operator = "GreaterThan", threshold = 0 } },
        },
        autoMitigate = true,
        actions = new { actionGroups = new[] { names.ActionGroupId } },
    };
}
