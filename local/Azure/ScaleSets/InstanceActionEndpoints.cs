using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Steadfast.Local.Azure;

/// <summary>What can be done to one instance over REST.</summary>
internal sealed class InstanceActionEndpoints(
    EmulatorOptions options, ResourceNames names, ScaleSet scaleSet, InstanceActions actions, OperationEndpoints operations)
{
    public void Map(IEndpointRouteBuilder resource)
    {
        resource.MapPost("/virtualMachines/{id}/restart", (HttpContext context, string id) => Act(context, id, actions.Restart));
        resource.MapPost("/virtualMachines/{id}/reimage", (HttpContext context, string id) => Act(context, id, actions.Reimage));
        resource.MapDelete("/virtualMachines/{id}", (HttpContext context, string id) =>
            scaleSet.Find(id) is null ? Results.NoContent() : Act(context, id, actions.Delete));
        resource.MapPut("/virtualMachines/{id}", UpdateAsync);
    }

    private IResult Act(HttpContext context, string id, Func<Instance, ActionStart> start) => scaleSet.Find(id) is { } instance
        ? operations.Answer(context, start(instance), $"instance '{id}'")
        : ArmError.InstanceNotFound(id);

    // The whole instance is sent; its protection is all that can be changed of it here.
    private async Task<IResult> UpdateAsync(HttpContext context, string id)
    {
        if (scaleSet.Find(id) is not { } instance)
        {
            return ArmError.InstanceNotFound(id);
        }

        var policy = (await ArmBody.ReadAsync(context.Request))?["properties"]?["protectionPolicy"];
        if (!ArmBody.TryValue<bool>(policy, "protectFromScaleIn", out var fromScaleIn)
            || !ArmBody.TryValue<bool>(policy, "protectFromScaleSetActions", out var fromActions))
        {
            return ArmError.BadRequest("properties.protectionPolicy holds true or false for protectFromScaleIn and protectFromScaleSetActions.");
        }

        var start = actions.Protect(instance, new(fromScaleIn, fromActions));
        if (start.Operation is { } operation)
        {
            operations.Point(context, operation.Id);
            return ArmJson.Ok(InstanceJson.Of(instance, instance.State, options, names, withView: false));
        }

        return ArmError.Conflict($"instance '{id}'", start.Conflict ?? "");
    }
}
