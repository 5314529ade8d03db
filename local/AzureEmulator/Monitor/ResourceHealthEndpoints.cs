using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Steadfast.Local.AzureEmulator;

/// <summary>Resource health over REST.</summary>
internal sealed class ResourceHealthEndpoints(
    EmulatorOptions options, ResourceNames names, ScaleSet scaleSet, DatabaseServer? database, ResourceHealthAlerts events)
{
    private const string Path = "/providers/Microsoft.ResourceHealth/availabilityStatuses";

    /// <summary>The statuses of everything in a subscription or a resource group.</summary>
    public void MapList(IEndpointRouteBuilder level) => level.MapGet(
        Path, () => ArmJson.Ok(new { value = All().Select(one => Json(one.Id, one.Status)) }))
        .Of(ResourceType.ResourceHealth);

    public void MapScaleSet(IEndpointRouteBuilder resource)
    {
        Map(resource, () => OfSet());
        resource.MapGet($"/virtualMachines/{{id}}{Path}/current", (string id) => scaleSet.Find(id) is { } instance
            ? ArmJson.Ok(Json(names.Instance(id), OfInstance(instance)))
            : ArmError.InstanceNotFound(id)).Of(ResourceType.ResourceHealth);
    }

    public void MapLoadBalancer(IEndpointRouteBuilder resource) => Map(resource, OfBalancer);

    public void MapDatabase(IEndpointRouteBuilder resource) => Map(resource, () => OfDatabase(database!));

    private void Map(IEndpointRouteBuilder resource, Func<(string Id, AvailabilityStatus Status)> read)
    {
        resource.MapGet($"{Path}/current", () => ArmJson.Ok(Json(read().Id, read().Status))).Of(ResourceType.ResourceHealth);
        resource.MapGet(Path, () => ArmJson.Ok(new { value = new[] { Json(read().Id, read().Status) } }))
            .Of(ResourceType.ResourceHealth, "the present one only: no history is kept");
    }

    private IEnumerable<(string Id, AvailabilityStatus Status)> All() =>
    [
        OfSet(),
        .. scaleSet.Instances.Select(instance => (names.Instance(instance.Spec.InstanceId), OfInstance(instance))),
        OfBalancer(),
        .. database is null ? [] : new[] { OfDatabase(database) },
    ];

    private (string, AvailabilityStatus) OfSet() =>
        (names.ScaleSet, events.Latest(names.ScaleSet) ?? new("Available", "The scale set is available.", "", scaleSet.TimeCreated));

    private (string, AvailabilityStatus) OfBalancer() =>
        (names.LoadBalancer, events.Latest(names.LoadBalancer) ?? new("Available", "The load balancer is available.", "", scaleSet.TimeCreated));

    // Its failovers are events as well, and nobody says when they are over: what is seen of it counts.
    private (string, AvailabilityStatus) OfDatabase(DatabaseServer server) =>
        (names.Database, AvailabilityStatus.Of(server.State, server.LastSeen, options.Clock.GetUtcNow()));

    private AvailabilityStatus OfInstance(Instance instance) =>
        events.Latest(names.Instance(instance.Spec.InstanceId)) ?? AvailabilityStatus.Of(instance.State);

    private object Json(string id, AvailabilityStatus status) => new
    {
        id = $"{id}{Path}/current",
        name = "current",
        type = ResourceType.ResourceHealth.Name,
        location = options.Location,
        properties = new
        {
            availabilityState = status.State,
            title = status.State,
            summary = status.Reason,
            reasonType = status.Cause,
            occuredTime = status.Since,
            reasonChronicity = "Persistent",
            reportedTime = options.Clock.GetUtcNow(),
        },
    };
}
