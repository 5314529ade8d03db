using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Steadfast.Local.Azure;

/// <summary>The scale set over REST.</summary>
sealed class ScaleSetEndpoints(
    EmulatorOptions options, ResourceNames names, ScaleSet scaleSet, InstanceActions actions, OperationEndpoints operations)
{
    public void Map(IEndpointRouteBuilder resource)
    {
        resource.MapGet("", () => ArmJson.Ok(ScaleSetJson.Of(scaleSet, options, names)));
        resource.MapGet("/instanceView", () => ArmJson.Ok(ScaleSetJson.View(scaleSet)));
        resource.MapGet("/virtualMachines", List);
        resource.MapGet("/networkInterfaces", ListNics);
        resource.MapGet("/virtualMachines/{id}", Get);
        resource.MapGet("/virtualMachines/{id}/instanceView", (string id) => With(id, instance => ArmJson.Ok(InstanceJson.View(instance))));
        resource.MapGet("/virtualMachines/{id}/networkInterfaces",
            (string id) => With(id, instance => ArmJson.Ok(new { value = new[] { InstanceJson.Nic(instance, names) } })));
        resource.MapPost("/virtualMachines/{id}/restart", (HttpContext context, string id) => Act(context, id, actions.Restart));
        resource.MapPost("/virtualMachines/{id}/reimage", (HttpContext context, string id) => Act(context, id, actions.Reimage));
        resource.MapDelete("/virtualMachines/{id}", (HttpContext context, string id) =>
            scaleSet.Find(id) is null ? Results.NoContent() : Act(context, id, actions.Delete));
    }

    private IResult List(HttpRequest request) => TryExpand(request, out var withView)
        ? ArmPage.Of(request, scaleSet.Instances, Key, options.PageSize, instance => InstanceJson.Of(instance, options, names, withView))
        : ArmError.InvalidParameter("$expand", request.Query["$expand"].ToString());

    private IResult ListNics(HttpRequest request) =>
        ArmPage.Of(request, scaleSet.Instances, Key, options.PageSize, instance => InstanceJson.Nic(instance, names));

    private IResult Get(HttpRequest request, string id) => TryExpand(request, out var withView)
        ? With(id, instance => ArmJson.Ok(InstanceJson.Of(instance, options, names, withView)))
        : ArmError.InvalidParameter("$expand", request.Query["$expand"].ToString());

    private IResult Act(HttpContext context, string id, Func<Instance, ActionStart> start) => With(id, instance => start(instance) switch
    {
        { Operation: { } operation } => operations.Accepted(context, operation),
        { Conflict: var running } => ArmError.Conflict(id, running ?? ""),
    });

    private IResult With(string id, Func<Instance, IResult> answer) =>
        scaleSet.Find(id) is { } instance ? answer(instance) : ArmError.InstanceNotFound(id);

    private static string Key(Instance instance) => instance.Spec.InstanceId;

    private static bool TryExpand(HttpRequest request, out bool withView)
    {
        var expand = request.Query["$expand"].ToString();
        withView = expand.Equals("instanceView", StringComparison.OrdinalIgnoreCase);
        return withView || expand.Length == 0;
    }
}
