using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Steadfast.Local.AzureEmulator;

/// <summary>The alert rules over REST: they can be read. Which there are is decided when the control plane is made.</summary>
internal sealed class AlertRuleEndpoints(EmulatorOptions options, AlertRuleNames names, AlertEvaluator evaluator)
{
    private readonly IReadOnlyList<AlertRule> _rules =
    [
        .. evaluator.Rules, ResourceHealthRule.Of(options), ResourceHealthRule.OfDatabase(options), SyntheticAlertRule.Of(options),
    ];

    public void MapList(IEndpointRouteBuilder level)
    {
        foreach (var type in new[] { ResourceType.MetricAlerts, ResourceType.ActivityLogAlerts, ResourceType.LogAlerts })
        {
            level.MapGet($"/providers/{type.Name}", () => ArmJson.Ok(new { value = Of(type).Select(Json) })).Of(type);
        }
    }

    public void MapGroup(IEndpointRouteBuilder group)
    {
        MapList(group);
        foreach (var type in new[] { ResourceType.MetricAlerts, ResourceType.ActivityLogAlerts, ResourceType.LogAlerts })
        {
            group.MapGet($"/providers/{type.Name}/{{name}}", (HttpContext context, string name) => Find(type, name) is { } rule
                ? ArmEtag.Ok(context, Json(rule))
                : ArmError.ResourceNotFound($"{type.Name}/{name}")).Of(type);
            group.MapNotImplemented(type, $"""
                PUT /providers/{type.Name}/{"{name}"}
                PATCH /providers/{type.Name}/{"{name}"}
                DELETE /providers/{type.Name}/{"{name}"}
                """);
        }

        group.MapGet($"/providers/{ResourceType.MetricAlerts.Name}/{{name}}/status", (string name) => Find(ResourceType.MetricAlerts, name) is { } rule
            ? ArmJson.Ok(new { value = Statuses(rule) })
            : ArmError.ResourceNotFound($"{ResourceType.MetricAlerts.Name}/{name}"))
                .Of(ResourceType.MetricAlerts, "one entry for each open alert, or one that is Healthy");
        group.MapNotImplemented(ResourceType.MetricAlerts, $"GET /providers/{ResourceType.MetricAlerts.Name}/{{name}}/status/{{status}}");
    }

    private IEnumerable<AlertRule> Of(ResourceType type) => _rules.Where(rule => AlertRuleNames.TypeOf(rule) == type);

    private AlertRule? Find(ResourceType type, string name) =>
        Of(type).FirstOrDefault(rule => rule.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    private object Json(AlertRule rule) => AlertRuleJson.Of(rule, names, options);

    private IEnumerable<object> Statuses(AlertRule rule)
    {
        var open = evaluator.Open.Where(alert => alert.Rule == rule.Name).ToList();
        return open.Count == 0
            ? [Status(rule, "Healthy", new Dictionary<string, string>(), options.Clock.GetUtcNow())]
            : open.Select(
                alert => Status(rule, "Unhealthy", alert.Dimensions.ToDictionary(one => one.Name, one => one.Value), alert.FiredAt));
    }

    private object Status(AlertRule rule, string status, IReadOnlyDictionary<string, string> dimensions, DateTimeOffset timestamp) => new
    {
        name = status,
        id = $"{names.IdOf(rule)}/status/{status}",
        type = $"{ResourceType.MetricAlerts.Name}/status",
        properties = new { dimensions, status, timestamp },
    };
}
