using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Steadfast.Local.AzureEmulator;

/// <summary>The alerts that have fired over REST, and what people say of them.</summary>
internal sealed class AlertEndpoints(AlertLog log, AlertRuleNames rules)
{
    public void Map(IEndpointRouteBuilder level)
    {
        var alerts = level.MapGroup($"/providers/{ResourceType.Alerts.Name}").Of(ResourceType.Alerts);
        alerts.MapGet("", List).Of(
            ResourceType.Alerts,
            "filters: targetResource, alertRule, severity, monitorCondition, alertState; others are not looked at; at most the last 1,000");
        alerts.MapGet("/{id}", (string id) => With(id, entry => ArmJson.Ok(Json(entry))));
        alerts.MapGet("/{id}/history", (string id) => With(id, entry => ArmJson.Ok(History(entry))));
        alerts.MapPost("/{id}/changestate", (HttpRequest request, string id) => Change(request, id));
        level.MapNotImplemented(ResourceType.Alerts, """
            GET /providers/Microsoft.AlertsManagement/alertsSummary
            GET /providers/Microsoft.AlertsManagement/smartGroups
            """);
    }

    private IResult List(HttpRequest request) => ArmJson.Ok(new
    {
        value = log.Entries.Where(entry =>
            Meets(request, "targetResource", entry.Alert.Rule.TargetResourceId)
            && Meets(request, "alertRule", entry.Alert.Rule.Name, rules.IdOf(entry.Alert.Rule))
            && Meets(request, "severity", $"Sev{entry.Alert.Rule.Severity}")
            && Meets(request, "monitorCondition", entry.Alert.Condition)
            && Meets(request, "alertState", entry.State)).Select(Json),
    });

    private IResult With(string id, Func<AlertEntry, IResult> answer) =>
        log.Find(id) is { } entry ? answer(entry) : ArmError.ResourceNotFound($"{ResourceType.Alerts.Name}/{id}");

    private IResult Change(HttpRequest request, string id)
    {
        var asked = request.Query["newState"].ToString();
        if (AlertEntry.States.FirstOrDefault(state => state.Equals(asked, StringComparison.OrdinalIgnoreCase)) is not { } state)
        {
            return ArmError.InvalidParameter("newState", asked);
        }

        return log.Change(id, state) is { } changed
            ? ArmJson.Ok(Json(changed))
            : ArmError.ResourceNotFound($"{ResourceType.Alerts.Name}/{id}");
    }

    private static bool Meets(HttpRequest request, string parameter, params string[] values) =>
        request.Query[parameter].ToString() is not { Length: > 0 } asked || values.Contains(asked, StringComparer.OrdinalIgnoreCase);

    private object Json(AlertEntry entry)
    {
        var alert = entry.Alert;
        var target = alert.Rule.TargetResourceId.Split('/', StringSplitOptions.RemoveEmptyEntries);
        return new
        {
            id = alert.AlertId,
            name = alert.Rule.Name,
            type = ResourceType.Alerts.Name,
            properties = new
            {
                essentials = new
                {
                    severity = $"Sev{alert.Rule.Severity}",
                    signalType = alert.Rule.SignalType,
                    alertState = entry.State,
                    monitorCondition = alert.Condition,
                    targetResource = alert.Rule.TargetResourceId.ToLowerInvariant(),
                    targetResourceName = target[^1],
                    targetResourceGroup = target[3],
                    targetResourceType = $"{target[5]}/{target[6]}".ToLowerInvariant(),
                    monitorService = alert.Rule.MonitoringService,
                    alertRule = rules.IdOf(alert.Rule),
                    sourceCreatedId = entry.Name,
                    startDateTime = alert.FiredAt,
                    lastModifiedDateTime = entry.Modified,
                    monitorConditionResolvedDateTime = alert.ResolvedAt,
                    lastModifiedUserName = "System",
                    description = alert.Rule.Description,
                    actionStatus = new { isSuppressed = false },
                },
                context = AlertContext.Of(alert),
            },
        };
    }

    private static object History(AlertEntry entry) => new
    {
        id = $"{entry.Alert.AlertId}/history/default",
        name = "History",
        type = $"{ResourceType.Alerts.Name}/history",
        properties = new
        {
            alertId = entry.Name,
            modifications = entry.History.Select(change => new
            {
                modificationEvent = change.Event,
                oldValue = change.Before,
                newValue = change.After,
                modifiedAt = change.At,
                modifiedBy = "System",
            }),
        },
    };
}
