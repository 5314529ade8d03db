using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Steadfast.Local.AzureEmulator;

/// <summary>Actions on one instance over REST.</summary>
internal sealed class InstanceActionEndpoints(
    EmulatorOptions options, ResourceNames names, ScaleSet scaleSet, InstanceActions actions, OperationEndpoints operations)
{
    public void Map(IEndpointRouteBuilder resource)
    {
        resource.MapPost("/virtualMachines/{id}/restart", (HttpContext context, string id) => Act(context, id, actions.Restart))
            .Of(ResourceType.ScaleSets, "409 for one that is deallocated");
        resource.MapPost("/virtualMachines/{id}/reimage", (HttpContext context, string id) => Act(context, id, actions.Reimage))
            .Of(ResourceType.ScaleSets, "the body is not looked at; 409 for one that is deallocated");
        resource.MapPost("/virtualMachines/{id}/reimageall", (HttpContext context, string id) => Act(context, id, actions.ReimageAll))
            .Of(ResourceType.ScaleSets, "as reimage: there are no data disks");
        resource.MapPost("/virtualMachines/{id}/powerOff", (HttpContext context, string id) => Act(context, id, actions.PowerOff))
            .Of(ResourceType.ScaleSets, "skipShutdown is not looked at");
        resource.MapPost("/virtualMachines/{id}/deallocate", (HttpContext context, string id) => Act(context, id, actions.Deallocate));
        resource.MapPost("/virtualMachines/{id}/start", (HttpContext context, string id) => Act(context, id, actions.Start));
        resource.MapDelete("/virtualMachines/{id}", (HttpContext context, string id) =>
            scaleSet.Find(id) is null ? Results.NoContent() : Act(context, id, actions.Delete))
                .Of(ResourceType.ScaleSets, "forceDeletion is not looked at");
        resource.MapPut("/virtualMachines/{id}", UpdateAsync)
            .Of(ResourceType.ScaleSets, "properties.protectionPolicy is applied, everything else is not looked at");
        resource.MapNotImplemented(ResourceType.ScaleSets, """
            POST /virtualMachines/{id}/redeploy
            POST /virtualMachines/{id}/performMaintenance
            POST /virtualMachines/{id}/simulateEviction
            POST /virtualMachines/{id}/approveRollingUpgrade
            POST /virtualMachines/{id}/attachDetachDataDisks
            POST /virtualMachines/{id}/runCommand
            GET /virtualMachines/{id}/runCommands
            GET /virtualMachines/{id}/runCommands/{name}
            PUT /virtualMachines/{id}/runCommands/{name}
            PATCH /virtualMachines/{id}/runCommands/{name}
            DELETE /virtualMachines/{id}/runCommands/{name}
            GET /virtualMachines/{id}/extensions
            GET /virtualMachines/{id}/extensions/{name}
            PUT /virtualMachines/{id}/extensions/{name}
            PATCH /virtualMachines/{id}/extensions/{name}
            DELETE /virtualMachines/{id}/extensions/{name}
            """);
    }

    private IResult Act(HttpContext context, string id, Func<Instance, ActionStart> start)
    {
        if (scaleSet.Find(id) is not { } instance)
        {
            return ArmError.InstanceNotFound(id);
        }

        return ArmEtag.Refusal(context.Request, Shown(instance)) ?? operations.Answer(context, start(instance), $"instance '{id}'");
    }

    private object Shown(Instance instance) =>
        InstanceJson.Of(instance, instance.State, scaleSet.State.Sku, options, names, withView: false);

    // The whole instance is sent; its protection is all that can be changed of it here.
    private async Task<IResult> UpdateAsync(HttpContext context, string id)
    {
        if (scaleSet.Find(id) is not { } instance)
        {
            return ArmError.InstanceNotFound(id);
        }

        if (ArmEtag.Refusal(context.Request, Shown(instance)) is { } refusal)
        {
            return refusal;
        }

        var policy = (await ArmBody.ReadAsync(context.Request))?["properties"]?["protectionPolicy"];
        if (!ArmBody.TryValue<bool>(policy, "protectFromScaleIn", out var fromScaleIn)
            || !ArmBody.TryValue<bool>(policy, "protectFromScaleSetActions", out var fromActions))
        {
            return ArmError.BadRequest(
                "properties.protectionPolicy holds true or false for protectFromScaleIn and protectFromScaleSetActions.");
        }

        var start = actions.Protect(instance, new(fromScaleIn, fromActions));
        if (start.Operation is { } operation)
        {
            operations.Point(context, operation.Id);
            return ArmEtag.Ok(context, Shown(instance), inBody: true);
        }

        return ArmError.Conflict($"instance '{id}'", start.Conflict ?? "");
    }
}
