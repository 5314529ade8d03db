namespace Steadfast.Functions.Tests.Alerts;

/// <summary>Alerts as Azure Monitor sends them.</summary>
internal static class AlertBodies
{
    public const string AlertId = "/subscriptions/00000000-0000-0000-0000-000000000001/providers/Microsoft.AlertsManagement/alerts/11111111-2222-3333-4444-555555555555";

    /// <summary>Later than every instance of these tests was made: an older alert would be about somebody else.</summary>
    public static readonly DateTimeOffset FiredAt = DateTimeOffset.FromUnixTimeSeconds(TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() + 3600);

    public static string Fired(string address, string alertId = AlertId) => Body(address, "Fired", alertId, "");

    public static string Resolved(string address, string alertId = AlertId) => Body(address, "Resolved", alertId, "\"resolvedDateTime\":\"2026-01-01T00:10:00.000Z\",");

    private static string Body(string address, string condition, string alertId, string resolved) => $$$$"""
        {"schemaId":"azureMonitorCommonAlertSchema","data":{"essentials":{"alertId":"{{{{alertId}}}}","alertRule":"lb-probe-down","severity":"Sev1","signalType":"Metric",
         "monitorCondition":"{{{{condition}}}}","monitoringService":"Platform","alertTargetIDs":["/subscriptions/s/resourcegroups/rg/providers/microsoft.network/loadbalancers/lb1"],
         "configurationItems":["lb1"],"originAlertId":"s_rg_microsoft.insights_metricAlerts_lb-probe-down_123","firedDateTime":"{{{{FiredAt:yyyy-MM-dd'T'HH:mm:ss.fff'Z'}}}}",{{{{resolved}}}}
         "description":"","essentialsVersion":"1.0","alertContextVersion":"1.0"},
         "alertContext":{"properties":null,"conditionType":"MultipleResourceMultipleMetricCriteria","condition":{"windowSize":"PT5M","allOf":[{"metricName":"DipAvailability",
         "metricNamespace":"Microsoft.Network/loadBalancers","operator":"LessThan","threshold":"100","timeAggregation":"Average",
         "dimensions":[{"name":"BackendIPAddress","value":"{{{{address}}}}"}],"metricValue":0.0}],"windowStartTime":"2026-01-01T00:00:00Z","windowEndTime":"2026-01-01T00:05:00Z"}},
         "customProperties":{"target":"vmss"}}}
        """;
}
