using System.Text.Json;

namespace Steadfast.Bicep.Tests;

/// <summary>An alert rule that a deployment creates: on a metric, on the activity log, or on a query of the logs.</summary>
internal sealed record DeployedRule(string Name, JsonElement Properties)
{
    public static DeployedRule From(PredictedResource resource) => new(resource.Name, resource.Properties);

    /// <summary>Azure gives rules on the activity log the lowest severity.</summary>
    public int Severity => Properties.TryGetProperty("severity", out JsonElement severity) ? severity.GetInt32() : 4;

    /// <summary>Who takes it on. Each kind of rule has another place for what goes with its alerts.</summary>
    public string Handler => (Properties.TryGetProperty("customProperties", out JsonElement custom) || Actions.TryGetProperty("customProperties", out custom)
        ? custom
        : Actions.GetProperty("actionGroups")[0].GetProperty("webhookProperties")).GetProperty("handler").GetString()!;

    /// <summary>What is compared with a threshold; null for a rule that is not on a metric.</summary>
    public JsonElement? Criterion => Properties.TryGetProperty("criteria", out JsonElement criteria) && criteria.GetProperty("allOf")[0] is var first && first.TryGetProperty("metricName", out _) ? first : null;

    /// <summary>Query of the logs.</summary>
    public string Query => Properties.GetProperty("criteria").GetProperty("allOf")[0].GetProperty("query").GetString()!;

    /// <summary>Names of the action groups, in their order.</summary>
    public string Groups => string.Join(' ', (Actions.ValueKind == JsonValueKind.Array ? Actions : Actions.GetProperty("actionGroups")).EnumerateArray()
        .Select(group => (group.ValueKind == JsonValueKind.String ? group : group.GetProperty("actionGroupId")).GetString()!)
        .Select(expression => expression[(expression.LastIndexOf('.') + 1)..].TrimEnd(']', ')')));

    private JsonElement Actions => Properties.GetProperty("actions");
}
