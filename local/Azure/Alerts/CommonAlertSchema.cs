using System.Globalization;
using System.Text.Json.Nodes;
using System.Xml;

namespace Steadfast.Local.Azure;

/// <summary>An alert as a webhook receives it: the common alert schema with a static metric criterion.</summary>
public static class CommonAlertSchema
{
    /// <summary>The whole body.</summary>
    public static JsonObject Of(Alert alert) => new()
    {
        ["schemaId"] = "azureMonitorCommonAlertSchema",
        ["data"] = new JsonObject
        {
            ["essentials"] = Essentials(alert),
            ["alertContext"] = Context(alert),
            ["customProperties"] = alert.Rule.CustomProperties is { } custom
                ? new JsonObject(custom.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value)))
                : null,
        },
    };

    private static JsonObject Essentials(Alert alert)
    {
        var target = alert.Rule.TargetResourceId.ToLowerInvariant();
        JsonObject essentials = new()
        {
            ["alertId"] = alert.AlertId,
            ["alertRule"] = alert.Rule.Name,
            ["severity"] = $"Sev{alert.Rule.Severity}",
            ["signalType"] = "Metric",
            ["monitorCondition"] = alert.Condition,
            ["monitoringService"] = "Platform",
            ["alertTargetIDs"] = new JsonArray(target),
            ["configurationItems"] = new JsonArray(target[(target.LastIndexOf('/') + 1)..]),
            ["originAlertId"] = OriginAlertId(alert),
            ["firedDateTime"] = Milliseconds(alert.FiredAt),
        };
        if (alert.ResolvedAt is { } resolved)
        {
            essentials["resolvedDateTime"] = Milliseconds(resolved);
        }

        essentials["description"] = alert.Rule.Description;
        essentials["essentialsVersion"] = "1.0";
        essentials["alertContextVersion"] = "1.0";
        return essentials;
    }

    private static JsonObject Context(Alert alert) => new()
    {
        ["properties"] = null,
        ["conditionType"] = "MultipleResourceMultipleMetricCriteria",
        ["condition"] = new JsonObject
        {
            ["windowSize"] = XmlConvert.ToString(alert.Rule.Window),
            ["allOf"] = new JsonArray(Criterion(alert)),
            ["windowStartTime"] = Seconds(alert.WindowStart),
            ["windowEndTime"] = Seconds(alert.WindowEnd),
        },
    };

    private static JsonObject Criterion(Alert alert) => new()
    {
        ["metricName"] = alert.Rule.Metric,
        ["metricNamespace"] = alert.Rule.MetricNamespace,
        ["operator"] = alert.Rule.Operator.ToString(),
        // A string here, a number there: that is the schema.
        ["threshold"] = alert.Rule.Threshold.ToString(CultureInfo.InvariantCulture),
        ["timeAggregation"] = alert.Rule.Aggregation.ToString(),
        ["dimensions"] = new JsonArray([.. alert.Dimensions.Select(one => new JsonObject { ["name"] = one.Name, ["value"] = one.Value })]),
        ["metricValue"] = alert.Value,
    };

    // /subscriptions/S/resourceGroups/rg/providers/… -> S_rg_microsoft.insights_metricAlerts_rule_number
    private static string OriginAlertId(Alert alert)
    {
        var parts = alert.Rule.TargetResourceId.Split('/', StringSplitOptions.RemoveEmptyEntries);
        return $"{parts[1]}_{parts[3]}_microsoft.insights_metricAlerts_{alert.Rule.Name}_{Number(alert)}";
    }

    // The same for every alert of one series, so that a receiver can tell a series that comes back.
    private static uint Number(Alert alert) => alert.Dimensions
        .SelectMany(one => $"{one.Name}={one.Value};")
        .Aggregate(2166136261u, (hash, letter) => unchecked((hash ^ letter) * 16777619u));

    private static string Milliseconds(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private static string Seconds(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFF'Z'", CultureInfo.InvariantCulture);
}
