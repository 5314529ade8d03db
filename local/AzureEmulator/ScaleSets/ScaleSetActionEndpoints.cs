using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Steadfast.Local.AzureEmulator;

/// <summary>Actions on the scale set, or on several of its instances at once, over REST.</summary>
internal sealed class ScaleSetActionEndpoints(
    EmulatorOptions options, ResourceNames names, ScaleSet scaleSet, ScaleSetActions actions, OperationEndpoints operations)
{
    public void Map(IEndpointRouteBuilder resource)
    {
        resource.MapPatch("", (HttpRequest request) => ChangeAsync(request.HttpContext, whole: false))
            .Of(ResourceType.ScaleSets, "sku.capacity, sku.name and tags are applied, anything else that would change is refused");
        resource.MapPut("", (HttpRequest request) => ChangeAsync(request.HttpContext, whole: true))
            .Of(
                ResourceType.ScaleSets,
                "as PATCH, of the one set there is; what the set does not show at all (disks, images, extensions) is passed over");
        Batch(resource, "/restart", actions.Restart, "409 when one is deallocated");
        Batch(resource, "/reimage", actions.Reimage, "409 when one is deallocated");
        Batch(resource, "/reimageall", actions.ReimageAll, "as reimage: there are no data disks");
        Batch(resource, "/poweroff", actions.PowerOff, "skipShutdown is not looked at");
        Batch(resource, "/deallocate", actions.Deallocate, "hibernate is not looked at");
        Batch(resource, "/start", actions.Start, "");
        Batch(resource, "/manualupgrade", actions.Upgrade, "restarts those that have another sku.name than the set");
        Batch(resource, "/delete", actions.Delete, "forceDeletion is not looked at");
        resource.MapPost("/setOrchestrationServiceState", SetRepairsAsync);
        resource.MapNotImplemented(ResourceType.ScaleSets, """
            DELETE
            POST /redeploy
            POST /reapply
            POST /performMaintenance
            POST /scaleOut
            POST /approveRollingUpgrade
            POST /osRollingUpgrade
            POST /extensionRollingUpgrade
            POST /rollingUpgrades/cancel
            POST /convertToSinglePlacementGroup
            POST /forceRecoveryServiceFabricPlatformUpdateDomainWalk
            """);
    }

    private void Batch(IEndpointRouteBuilder resource, string path, Func<IReadOnlyList<Instance>, ActionStart> start, string note) =>
        resource.MapPost(path, (HttpRequest request) => BatchAsync(request, start)).Of(ResourceType.ScaleSets, note);

    private async Task<IResult> ChangeAsync(HttpContext context, bool whole)
    {
        if (ArmEtag.Refusal(context.Request, Shown()) is { } unmet)
        {
            return unmet;
        }

        if (await ArmBody.ReadAsync(context.Request) is not { } body)
        {
            return ArmError.BadRequest("The body must be a JSON object.");
        }

        var (change, refusal) = ScaleSetChange.Read(body, ArmJson.Node(Shown()), whole);
        if (change is null)
        {
            return ArmError.BadRequest(refusal ?? "");
        }

        object answer = new();
        if (change.Capacity is not { } capacity || IsOrWillBe(capacity))
        {
            Take();
        }
        else
        {
            var start = actions.Resize(capacity, Take);
            if (start.Operation is not { } operation)
            {
                return ArmError.Conflict("scale set", start.Conflict ?? "");
            }

            operations.Point(context, operation.Id);
        }

        // 200, not 202: that is the contract, and its client refuses anything else.
        return ArmEtag.Ok(context, answer, inBody: true);

        // The answer shows the set as it was accepted, however soon the operation ends.
        void Take()
        {
            scaleSet.Describe(change.Sku, change.Tags);
            answer = Shown();
        }
    }

    private object Shown() => ScaleSetJson.Of(ScaleSetView.Now(scaleSet), scaleSet.TimeCreated, options, names);

    // A repair that could not replace an instance leaves fewer than the capacity says; asking for it again makes them.
    private bool IsOrWillBe(int capacity) =>
        scaleSet.State is var set && set.Capacity == capacity && (set.Instances.Count == capacity || set.Provisioning.Value == "updating");

    private async Task<IResult> BatchAsync(HttpRequest request, Func<IReadOnlyList<Instance>, ActionStart> start)
    {
        if (await ArmBody.ReadAsync(request) is not { } body || !TryIds(body["instanceIds"], out var ids))
        {
            return ArmError.BadRequest("instanceIds is a list of strings.");
        }

        var all = scaleSet.Instances;
        if (ids.FirstOrDefault(id => all.All(instance => instance.Spec.InstanceId != id)) is { } unknown)
        {
            return ArmError.Of(400, "InvalidParameter", $"The provided instanceId {unknown} is not an active instance of the scale set.");
        }

        // No ids at all mean every instance. That is Azure's contract, and the reason why a caller must never leave them out by mistake.
        var chosen = ids.Count == 0 ? all : [.. all.Where(instance => ids.Contains(instance.Spec.InstanceId))];
        return ArmEtag.Refusal(request, Shown()) ?? operations.Answer(request.HttpContext, start(chosen), "scale set");
    }

    private async Task<IResult> SetRepairsAsync(HttpRequest request)
    {
        var body = await ArmBody.ReadAsync(request);
        ArmBody.TryValue<string>(body, "serviceName", out var service);
        ArmBody.TryValue<string>(body, "action", out var action);
        if (service != RepairService.Name || action is not ("Suspend" or "Resume"))
        {
            return ArmError.BadRequest($"serviceName is {RepairService.Name}, action is Suspend or Resume.");
        }

        // What Azure answers here is not documented: a caller that reads the state first never asks.
        return options.AutomaticRepairs is null
            ? ArmError.Of(409, "OperationNotAllowed", "Automatic repairs are not enabled on the scale set.")
            : operations.Answer(request.HttpContext, actions.SetRepairs(suspended: action == "Suspend"), "scale set");
    }

    private static bool TryIds(JsonNode? node, out IReadOnlyList<string> ids)
    {
        ids = [];
        if (node is null)
        {
            return true;
        }

        if (node is not JsonArray list || list.Any(one => one is not JsonValue value || !value.TryGetValue<string>(out _)))
        {
            return false;
        }

        var named = list.Select(one => one!.GetValue<string>()).Distinct().ToList();
        ids = named.Contains("*") ? [] : named;
        return true;
    }
}
