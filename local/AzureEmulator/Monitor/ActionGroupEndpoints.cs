using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Steadfast.Local.AzureEmulator;

/// <summary>The action group over REST, and its test notification, which is really posted.</summary>
internal sealed class ActionGroupEndpoints(
    EmulatorOptions options, ResourceNames resources, AlertRuleNames names, ActionGroup group, ResourceTags tags, BackgroundWork work)
{
    private const string Type = "Microsoft.Insights/actionGroups";

    private readonly ConcurrentDictionary<string, TestNotification> _tests = new();

    public void MapSubscription(IEndpointRouteBuilder subscription)
    {
        MapList(subscription);
        subscription.MapPost(
            "/providers/Microsoft.Insights/createNotifications",
            (HttpRequest request) => TestAsync(
                request, StatusBelow(resources.Group[..resources.Group.LastIndexOf("/resourceGroups", StringComparison.Ordinal)], "")))
            .Of(ResourceType.ActionGroups, Note);
        subscription.MapGet("/providers/Microsoft.Insights/notificationStatus/{id}", Status).Of(ResourceType.ActionGroups);
    }

    public void MapGroup(IEndpointRouteBuilder level)
    {
        MapList(level);
        var one = level.MapResource(ResourceType.ActionGroups, names.ActionGroup);
        one.MapGet("", (HttpContext context) => ArmEtag.Ok(context, Json()))
            .Of(ResourceType.ActionGroups, "without the queries of the addresses: they hold keys");
        one.MapPatch("", PatchAsync).Of(ResourceType.ActionGroups, "tags are applied, anything else is refused");
        one.MapPost("/createNotifications", (HttpRequest request) => TestAsync(request, StatusBelow(names.ActionGroupId, Type)))
            .Of(ResourceType.ActionGroups, Note);
        one.MapGet("/notificationStatus/{id}", Status);
        one.MapNotImplemented(ResourceType.ActionGroups, """
            PUT
            DELETE
            POST /subscribe
            """);
    }

    private const string Note = "a sample alert is posted once to the group's own receivers that the body names; others are refused";

    private void MapList(IEndpointRouteBuilder level) =>
        level.MapGet($"/providers/{Type}", () => ArmJson.Ok(new { value = new[] { Json() } })).Of(ResourceType.ActionGroups);

    private static Func<string, string> StatusBelow(string scope, string type) =>
        id => type.Length == 0 ? $"{scope}/providers/Microsoft.Insights/notificationStatus/{id}" : $"{scope}/notificationStatus/{id}";

    private async Task<IResult> PatchAsync(HttpRequest request)
    {
        if (ArmEtag.Refusal(request, Json()) is { } refusal)
        {
            return refusal;
        }

        var body = await ArmBody.ReadAsync(request);
        return body is null
            || ArmBody.Others(body, "tags", "properties") is not null || !StaysEnabled(body)
            || !tags.TryReplace(names.ActionGroupId, body["tags"])
            ? ArmError.BadRequest("Of an action group the tags can be changed here, which are an object of strings.")
            : ArmEtag.Ok(request.HttpContext, Json());
    }

    // The client for Node says so with every change.
    private static bool StaysEnabled(JsonObject body) => body["properties"] is null
        || (ArmBody.Others(body["properties"], "enabled") is null && ArmBody.TryValue<bool?>(body["properties"], "enabled", out var enabled) && enabled is not false);

    private async Task<IResult> TestAsync(HttpRequest request, Func<string, string> status)
    {
        var body = await ArmBody.ReadAsync(request);
        var asked = (body?["webhookReceivers"] as JsonArray ?? [])
            .Select(one => ArmBody.TryValue<string>(one, "name", out var name) ? name ?? "" : "").ToList();
        var receivers = asked.Select(name => group.Receivers.FirstOrDefault(one => one.Name == name)).OfType<WebhookReceiver>().ToList();
        if (asked.Count == 0 || receivers.Count < asked.Count)
        {
            return ArmError.BadRequest(
                $"webhookReceivers names the group's own receivers: {string.Join(", ", group.Receivers.Select(one => one.Name))}.");
        }

        var now = options.Clock.GetUtcNow();
        var id = Guid.NewGuid().ToString();
        _tests[id] = new(now, Completed: null, []);
        work.Run("test notification", async ct =>
        {
            var outcomes = await group.TestAsync(receivers, Sample(), ct);
            _tests[id] = new(now, options.Clock.GetUtcNow(), outcomes);
        });
        request.HttpContext.Response.Headers.Location = ArmLinks.WithVersion(request, status(id));
        request.HttpContext.Response.Headers.RetryAfter = ArmGate.Seconds(options.Pace.RetryAfter);
        return Results.StatusCode(StatusCodes.Status202Accepted);
    }

    // Ids of nothing that there is: whoever acts on a test would act on that.
    private Alert Sample()
    {
        var now = options.Clock.GetUtcNow();
        var rule = MetricAlertRule.ProbeDown(options) with
        {
            Name = "test-notification",
            TargetResourceId = "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/test-RG/providers/Microsoft.Storage/storageAccounts/test-storageAccount",
        };
        return new(Alert.NewId(options), rule, [], Value: 0, now - rule.Window, now, now, ResolvedAt: null);
    }

    private IResult Status(HttpContext context, string id)
    {
        if (!_tests.TryGetValue(id, out var test))
        {
            return ArmError.ResourceNotFound($"notificationStatus/{id}");
        }

        return test.Completed is null ? Pending(context) : ArmJson.Ok(Json(test));
    }

    private IResult Pending(HttpContext context)
    {
        context.Response.Headers.Location = ArmLinks.WithVersion(context.Request, context.Request.Path.ToUriComponent());
        context.Response.Headers.RetryAfter = ArmGate.Seconds(options.Pace.RetryAfter);
        return Results.StatusCode(StatusCodes.Status202Accepted);
    }

    private static object Json(TestNotification test) => new
    {
        context = new { notificationSource = "Microsoft.Insights/TestNotification", contextType = "Microsoft.Insights/TestNotification" },
        state = "Complete",
        createdTime = test.Created,
        completedTime = test.Completed,
        // Capitals here: that is the contract.
        actionDetails = test.Outcomes.Select(outcome => new Dictionary<string, object?>
        {
            ["MechanismType"] = "Webhook",
            ["Name"] = outcome.Name,
            ["Status"] = outcome.Result is ['2', _, _] ? "Succeeded" : "Failed",
            ["SubState"] = "Default",
            ["SendTime"] = test.Completed,
            ["Detail"] = outcome.Result,
        }),
    };

    private object Json() => new
    {
        id = names.ActionGroupId,
        name = names.ActionGroup,
        type = Type,
        location = "global",
        tags = tags.Of(names.ActionGroupId),
        properties = new
        {
            groupShortName = "steadfast",
            enabled = true,
            webhookReceivers = group.Receivers.Select(receiver => new
            {
                name = receiver.Name,
                serviceUri = receiver.ServiceUri.GetLeftPart(UriPartial.Path),
                useCommonAlertSchema = true,
                useAadAuth = false,
            }),
            emailReceivers = Array.Empty<object>(),
            smsReceivers = Array.Empty<object>(),
            azureFunctionReceivers = Array.Empty<object>(),
            logicAppReceivers = Array.Empty<object>(),
        },
    };

    private sealed record TestNotification(
        DateTimeOffset Created, DateTimeOffset? Completed, IReadOnlyList<(string Name, string Result)> Outcomes);
}
