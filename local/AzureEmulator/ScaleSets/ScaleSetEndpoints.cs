using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Steadfast.Local.AzureEmulator;

/// <summary>Reads of the scale set over REST.</summary>
internal sealed class ScaleSetEndpoints(EmulatorOptions options, ResourceNames names, ScaleSet scaleSet, ControlPlaneFaults faults)
{
    public void Map(IEndpointRouteBuilder resource)
    {
        resource.MapGet(
            "", (HttpContext context) => ArmEtag.Ok(context, ScaleSetJson.Of(View(), scaleSet.TimeCreated, options, names), inBody: true))
            .Of(ResourceType.ScaleSets, "$expand is not looked at");
        resource.MapGet("/instanceView", () => ArmJson.Ok(ScaleSetJson.View(View())));
        resource.MapGet("/virtualMachines", List).Of(ResourceType.ScaleSets, "$filter and $select are not looked at");
        resource.MapGet("/networkInterfaces", ListNics).Of(ResourceType.ScaleSetNics);
        resource.MapGet("/virtualMachines/{id}", Get);
        resource.MapGet(
            "/virtualMachines/{id}/instanceView", (string id) => With(id, (view, one) => InstanceJson.View(one, view.StateOf(one))));
        resource.MapGet("/virtualMachines/{id}/networkInterfaces",
            (string id) => With(id, (_, one) => new { value = new[] { InstanceJson.Nic(one, names) } })).Of(ResourceType.ScaleSetNics);
        resource.MapGet("/virtualMachines/{id}/networkInterfaces/nic", (string id) => With(id, (_, one) => InstanceJson.Nic(one, names)))
            .Of(ResourceType.ScaleSetNics);
        resource.MapGet("/virtualMachines/{id}/networkInterfaces/nic/ipConfigurations",
            (string id) => With(id, (_, one) => new { value = new[] { InstanceJson.IpConfiguration(one, names) } }))
                .Of(ResourceType.ScaleSetNics);
        resource.MapGet("/virtualMachines/{id}/networkInterfaces/nic/ipConfigurations/ipconfig",
            (string id) => With(id, (_, one) => InstanceJson.IpConfiguration(one, names))).Of(ResourceType.ScaleSetNics);
        resource.MapNotImplemented(ResourceType.ScaleSetNics, "GET /publicIPAddresses");
        resource.MapNotImplemented(ResourceType.ScaleSets, """
            GET /extensions
            GET /extensions/{name}
            PUT /extensions/{name}
            PATCH /extensions/{name}
            DELETE /extensions/{name}
            GET /skus
            GET /osUpgradeHistory
            GET /lifecycleHookEvents
            GET /lifecycleHookEvents/{name}
            """);
    }

    /// <summary>The list of the scale sets of a resource group or of a subscription: this one.</summary>
    public void MapList(IEndpointRouteBuilder level) => level.MapGet($"/providers/{ResourceType.ScaleSets.Name}", () => ArmJson.Ok(new
    {
        value = new[] { ArmEtag.WithTag(ScaleSetJson.Of(View(), scaleSet.TimeCreated, options, names)) },
    })).Of(ResourceType.ScaleSets);

    private IResult List(HttpRequest request)
    {
        var view = View();
        return TryExpand(request, out var withView)
            ? ArmPage.Of(
                request, view.Set.Instances, Key, options.PageSize,
                one => InstanceJson.Of(one, view.StateOf(one), view.Set.Sku, options, names, withView))
            : ArmError.InvalidParameter("$expand", request.Query["$expand"].ToString());
    }

    private IResult ListNics(HttpRequest request) =>
        ArmPage.Of(request, View().Set.Instances, Key, options.PageSize, instance => InstanceJson.Nic(instance, names));

    private IResult Get(HttpContext context, string id)
    {
        if (!TryExpand(context.Request, out var withView))
        {
            return ArmError.InvalidParameter("$expand", context.Request.Query["$expand"].ToString());
        }

        var view = View();
        if (view.Find(id) is not { } instance)
        {
            return ArmError.InstanceNotFound(id);
        }

        // The tag is of the instance without its view, which changes with every look of the agent.
        var tagged = ArmEtag.WithTag(Json(view, instance, withView: false));
        context.Response.Headers.ETag = tagged["etag"]!.GetValue<string>();
        return withView ? ArmJson.Ok(Json(view, instance, withView: true)) : ArmJson.Ok(tagged);
    }

    private object Json(ScaleSetView view, Instance instance, bool withView) =>
        InstanceJson.Of(instance, view.StateOf(instance), view.Set.Sku, options, names, withView);

    private IResult With(string id, Func<ScaleSetView, Instance, object> json)
    {
        var view = View();
        return view.Find(id) is { } instance ? ArmJson.Ok(json(view, instance)) : ArmError.InstanceNotFound(id);
    }

    private ScaleSetView View() => ScaleSetView.Of(scaleSet, faults, options.Clock);

    private static string Key(Instance instance) => instance.Spec.InstanceId;

    private static bool TryExpand(HttpRequest request, out bool withView)
    {
        var expand = request.Query["$expand"].ToString();
        withView = expand.Equals("instanceView", StringComparison.OrdinalIgnoreCase);
        return withView || expand.Length == 0;
    }
}
