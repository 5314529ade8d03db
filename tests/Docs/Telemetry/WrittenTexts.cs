using Steadfast.Functions.Alerts;

namespace Steadfast.Docs.Tests.Telemetry;

/// <summary>Tells whether a text that a query looks for is one that is written where it looks.</summary>
internal static class WrittenTexts
{
    public static bool Has(KqlCondition condition) => (condition.Table, condition.Column) switch
    {
        // A category is a property of every event: 'has' finds whole words, and a name with dots from its beginning.
        ("AppTraces", "Properties") => EventList.Categories().Any(category => $"{category}.".StartsWith(condition.Text.TrimEnd('.') + ".", StringComparison.Ordinal)),
        ("AppTraces", "Message") when condition.Operator == "startswith" =>
            EventList.Of(EventList.Functions).Any(row => row.Sentence.StartsWith(condition.Text, StringComparison.Ordinal)),
        // The rule of an alert is in the events that name it.
        ("AppTraces", "Message") => AlertRouteTable.ByRule.ContainsKey(condition.Text) && EventList.Of(EventList.Functions).Any(row => row.Sentence.Contains("{Rule}", StringComparison.Ordinal)),
        ("AppRequests", "AppRoleName") => condition.Text is Functions.Telemetry.TelemetrySetup.ServiceName or WebApp.Telemetry.TelemetrySetup.ServiceName,
        ("AzureMetrics", "MetricName") => Directory.EnumerateFiles(Repository.PathOf("functions/Platform"), "*Metrics.cs")
            .Any(file => File.ReadAllText(file).Contains($"\"{condition.Text}\"", StringComparison.Ordinal)),
        ("Syslog", "Facility") => Repository.Text("bicep/monitoring.bicep").Contains($"facilityNames: ['{condition.Text}']", StringComparison.Ordinal),
        ("Syslog", "ProcessName" or "SyslogMessage") => Repository.Text("bicep/web.bicep").Contains($"{condition.Text}-web", StringComparison.Ordinal),
        _ => false,
    };
}
