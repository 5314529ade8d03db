using System.Globalization;
using System.Text.Json.Nodes;

namespace Steadfast.Local.AzureEmulator;

/// <summary>An alert as a webhook receives it: the common alert schema.</summary>
public static class CommonAlertSchema
{
    /// <summary>The whole body.</summary>
    public static JsonObject Of(Alert alert) => new()
    {
        ["schemaId"] = "azureMonitorCommonAlertSchema",
        ["data"] = new JsonObject
        {
            ["essentials"] = Essentials(alert),
            ["alertContext"] = AlertContext.Of(alert),
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
            ["signalType"] = alert.Rule.SignalType,
            ["monitorCondition"] = alert.Condition,
            ["monitoringService"] = alert.Rule.MonitoringService,
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

    // /subscriptions/S/resourceGroups/rg/providers/… -> S_rg_microsoft.insights_metricAlerts_rule_number; other kinds have an id of their
    // own.
    private static string OriginAlertId(Alert alert)
    {
        if (alert.Rule is not MetricAlertRule)
        {
            return alert.AlertId[(alert.AlertId.LastIndexOf('/') + 1)..];
        }

        var parts = alert.Rule.TargetResourceId.Split('/', StringSplitOptions.RemoveEmptyEntries);
        return $"{parts[1]}_{parts[3]}_microsoft.insights_metricAlerts_{alert.Rule.Name}_{Number(alert)}";
    }

    // The same for every alert of one series, so that a receiver can tell a series that comes back.
    private static uint Number(Alert alert) => alert.Dimensions
        .SelectMany(one => $"{one.Name}={one.Value};")
        .Aggregate(2166136261u, (hash, letter) => unchecked((hash ^ letter) * 16777619u));

    internal static string Milliseconds(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
