using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Steadfast.Local.Azure;

/// <summary>What can be done to the scale set, or to several of its instances at once, over REST.</summary>
internal sealed class ScaleSetActionEndpoints(
    EmulatorOptions options, ResourceNames names, ScaleSet scaleSet, ScaleSetActions actions, OperationEndpoints operations)
{
    // A set with a single placement group has at most a hundred instances.
    private const int LargestCapacity = 100;

    public void Map(IEndpointRouteBuilder resource)
    {
        resource.MapPatch("", PatchAsync);
        resource.MapPost("/restart", (HttpRequest request) => BatchAsync(request, actions.Restart));
        resource.MapPost("/reimage", (HttpRequest request) => BatchAsync(request, actions.Reimage));
        resource.MapPost("/delete", (HttpRequest request) => BatchAsync(request, actions.Delete));
        resource.MapPost("/setOrchestrationServiceState", SetRepairsAsync);
    }

    private async Task<IResult> PatchAsync(HttpRequest request)
    {
        if (await ArmBody.ReadAsync(request) is not { } body
            || !ArmBody.TryValue<int?>(body["sku"], "capacity", out var asked) || asked is < 0 or > LargestCapacity)
        {
            return ArmError.BadRequest($"sku.capacity is a number from 0 to {LargestCapacity}.");
        }

        if (asked is { } capacity && !IsOrWillBe(capacity))
        {
            var start = actions.Resize(capacity);
            if (start.Operation is not { } operation)
            {
                return ArmError.Conflict("scale set", start.Conflict ?? "");
            }

            operations.Point(request.HttpContext, operation.Id);
        }

        // 200, not 202: that is the contract, and its client refuses anything else.
        return ArmJson.Ok(ScaleSetJson.Of(ScaleSetView.Now(scaleSet), scaleSet.TimeCreated, options, names));
    }

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
        return operations.Answer(request.HttpContext, start(chosen), "scale set");
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
