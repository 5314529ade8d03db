using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Steadfast.Local.AzureEmulator;

/// <summary>Marks an endpoint of the emulator's own, which has no api-version.</summary>
internal sealed class OwnEndpoint
{
    public static OwnEndpoint Mark { get; } = new();
}

/// <summary>Endpoints that Azure does not have: whether the control plane is up, and a reset between two tests.</summary>
internal sealed class OwnEndpoints(
    ScaleSet scaleSet, InstanceActions instances, DatabaseServer? database, DatabaseActions? databaseActions, Action forget)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/healthz", () => ArmJson.Ok(new { status = "Healthy" })).WithMetadata(OpenEndpoint.Mark);
        routes.MapPost("/reset", Reset).WithMetadata(OwnEndpoint.Mark);
    }

    // The capacity and what runs on the machines stay: they belong to whoever has made them.
    private IResult Reset()
    {
        forget();
        var stopped = scaleSet.Instances.Where(
            instance => instance.State.Power.Value is InstancePower.Stopped or InstancePower.Deallocated);
        List<string> starting = [];
        foreach (var instance in stopped)
        {
            if (instances.Start(instance).Operation is not null)
            {
                starting.Add(instance.Spec.InstanceId);
            }
        }

        foreach (var instance in scaleSet.Instances.Where(one => one.State.Protection != InstanceProtection.None))
        {
            instances.Protect(instance, InstanceProtection.None);
        }

        var startsDatabase = database?.State.State == ServerState.Stopped && databaseActions?.Begin().Operation is not null;
        return ArmJson.Ok(new { starting, startsDatabase });
    }
}
