using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Steadfast.Local.Azure;

/// <summary>What can be read of the scale set over REST.</summary>
internal sealed class ScaleSetEndpoints(EmulatorOptions options, ResourceNames names, ScaleSet scaleSet, ControlPlaneFaults faults)
{
    public void Map(IEndpointRouteBuilder resource)
    {
        resource.MapGet("", () => ArmJson.Ok(ScaleSetJson.Of(View(), scaleSet.TimeCreated, options, names)));
        resource.MapGet("/instanceView", () => ArmJson.Ok(ScaleSetJson.View(View())));
        resource.MapGet("/virtualMachines", List);
        resource.MapGet("/networkInterfaces", ListNics);
        resource.MapGet("/virtualMachines/{id}", Get);
        resource.MapGet("/virtualMachines/{id}/instanceView", (string id) => With(id, (view, one) => InstanceJson.View(one, view.StateOf(one))));
        resource.MapGet("/virtualMachines/{id}/networkInterfaces",
            (string id) => With(id, (_, one) => new { value = new[] { InstanceJson.Nic(one, names) } }));
    }

    private IResult List(HttpRequest request)
    {
        var view = View();
        return TryExpand(request, out var withView)
            ? ArmPage.Of(request, view.Set.Instances, Key, options.PageSize, one => InstanceJson.Of(one, view.StateOf(one), options, names, withView))
            : ArmError.InvalidParameter("$expand", request.Query["$expand"].ToString());
    }

    private IResult ListNics(HttpRequest request) =>
        ArmPage.Of(request, View().Set.Instances, Key, options.PageSize, instance => InstanceJson.Nic(instance, names));

    private IResult Get(HttpRequest request, string id) => TryExpand(request, out var withView)
        ? With(id, (view, one) => InstanceJson.Of(one, view.StateOf(one), options, names, withView))
        : ArmError.InvalidParameter("$expand", request.Query["$expand"].ToString());

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
