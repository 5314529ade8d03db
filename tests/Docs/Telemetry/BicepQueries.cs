using System.Text.Json;
using System.Text.RegularExpressions;

namespace Steadfast.Docs.Tests.Telemetry;

/// <summary>Every query of the templates: those of the workbook and those of alert rules.</summary>
internal static partial class BicepQueries
{
    private const string Workbook = "bicep/workbook.json";

    /// <summary>
    /// Columns of the tables of Azure that are read. Source: Azure Monitor, reference of the tables of a workspace
    /// (https://learn.microsoft.com/azure/azure-monitor/reference/tables-index).
    /// </summary>
    public static IReadOnlyDictionary<string, string[]> Tables { get; } = new Dictionary<string, string[]>
    {
        ["ALBHealthEvent"] = ["TimeGenerated", "HealthEventType", "Severity", "Description"],
        ["AppRequests"] = ["AppRoleName", "Success", "ResultCode"],
        ["AppTraces"] = ["TimeGenerated", "Message", "SeverityLevel", "Properties"],
        ["AutoscaleScaleActionsLog"] = ["TimeGenerated", "CurrentInstanceCount", "NewInstanceCount", "ScaleDirection", "ResultType"],
        ["AzureMetrics"] = ["TimeGenerated", "MetricName", "Minimum", "Maximum", "Resource"],
        ["Syslog"] = ["TimeGenerated", "Computer", "Facility", "ProcessName", "SyslogMessage"],
    };

    public static IReadOnlyList<KqlQuery> All() => [.. OfWorkbook(), .. OfRules()];

    private static IEnumerable<KqlQuery> OfWorkbook()
    {
        using JsonDocument book = JsonDocument.Parse(Repository.Text(Workbook));
        return [.. book.RootElement.GetProperty("items").EnumerateArray()
            .Where(item => item.GetProperty("content").TryGetProperty("query", out _))
            .Select(item => new KqlQuery(item.GetProperty("content").GetProperty("title").GetString()!, item.GetProperty("content").GetProperty("query").GetString()!))];
    }

    private static IEnumerable<KqlQuery> OfRules() =>
        Directory.EnumerateFiles(Repository.PathOf("bicep"), "*.bicep").Order(StringComparer.Ordinal)
            .SelectMany(file => Rule().Matches(File.ReadAllText(file)))
            .Select(rule => new KqlQuery(rule.Groups[1].Value, rule.Groups[2].Value));

    [GeneratedRegex(@"name: '([\w-]+)'(?:(?!name:)[\s\S])*?query: '([^']+)'")]
    private static partial Regex Rule();
}
