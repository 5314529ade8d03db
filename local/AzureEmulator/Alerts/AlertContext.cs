using System.Globalization;
using System.Text.Json.Nodes;
using System.Xml;

namespace Steadfast.Local.AzureEmulator;

/// <summary>The part of the common alert schema that differs from one kind of rule to the other.</summary>
internal static class AlertContext
{
    public static JsonObject Of(Alert alert) => alert.Rule switch
    {
        MetricAlertRule rule => Metric(alert, rule),
        ResourceHealthRule =>
            Health(alert, alert.Health ?? throw new ArgumentException("An alert on resource health says what happened.", nameof(alert))),
        _ => Log(alert),
    };

    private static JsonObject Metric(Alert alert, MetricAlertRule rule) => new()
    {
        ["properties"] = null,
        ["conditionType"] = "MultipleResourceMultipleMetricCriteria",
        ["condition"] = Condition(alert, rule.Window, new()
        {
            ["metricName"] = rule.Metric,
            ["metricNamespace"] = rule.MetricNamespace,
            ["operator"] = rule.Operator.ToString(),
            // A string here, a number there: that is the schema.
            ["threshold"] = rule.Threshold.ToString(CultureInfo.InvariantCulture),
            ["timeAggregation"] = rule.Aggregation.ToString(),
            ["dimensions"] = new JsonArray(
                [.. alert.Dimensions.Select(one => new JsonObject { ["name"] = one.Name, ["value"] = one.Value })]),
            ["metricValue"] = alert.Value,
        }),
    };

    private static JsonObject Log(Alert alert) => new()
    {
        ["properties"] = new JsonObject(),
        ["conditionType"] = "LogQueryCriteria",
        ["condition"] = Condition(alert, alert.WindowEnd - alert.WindowStart, new()
        {
            ["searchQuery"] = "print synthetic = 1",
            ["metricMeasureColumn"] = null,
            // A string that looks like a list: that is the schema, too.
            ["targetResourceTypes"] = "['Microsoft.OperationalInsights/workspaces']",
            ["operator"] = "GreaterThan",
            ["threshold"] = "0",
            ["timeAggregation"] = "Count",
            ["dimensions"] = new JsonArray(),
            ["metricValue"] = alert.Value,
            ["failingPeriods"] = new JsonObject { ["numberOfEvaluationPeriods"] = 1, ["minFailingPeriodsToAlert"] = 1 },
        }),
    };

    private static JsonObject Health(Alert alert, ResourceHealthEvent happened) => new()
    {
        ["channels"] = "Admin, Operation",
        ["correlationId"] = Last(alert.AlertId),
        ["eventSource"] = "ResourceHealth",
        ["eventTimestamp"] = CommonAlertSchema.Milliseconds(alert.FiredAt),
        ["eventDataId"] = Last(alert.AlertId),
        ["level"] = happened.Status == "Active" ? "Critical" : "Informational",
        ["operationName"] = $"Microsoft.Resourcehealth/healthevent/{(happened.Status == "Active" ? "Activated" : happened.Status)}/action",
        ["operationId"] = Last(alert.AlertId),
        ["properties"] = new JsonObject
        {
            ["title"] = happened.Title,
            ["details"] = happened.Details,
            ["currentHealthStatus"] = happened.Current,
            ["previousHealthStatus"] = happened.Previous,
            ["type"] = "Downtime",
            ["cause"] = happened.Cause,
        },
        ["status"] = happened.Status,
        ["submissionTimestamp"] = CommonAlertSchema.Milliseconds(alert.FiredAt),
    };

    private static JsonObject Condition(Alert alert, TimeSpan window, JsonObject criterion) => new()
    {
        ["windowSize"] = XmlConvert.ToString(window),
        ["allOf"] = new JsonArray(criterion),
        ["windowStartTime"] = Seconds(alert.WindowStart),
        ["windowEndTime"] = Seconds(alert.WindowEnd),
    };

    private static string Last(string id) => id[(id.LastIndexOf('/') + 1)..];

    private static string Seconds(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFF'Z'", CultureInfo.InvariantCulture);
}
