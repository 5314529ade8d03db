using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Steadfast.Local.AzureEmulator;

/// <summary>All parts of the flexible server, wired.</summary>
internal sealed class FlexibleServer
{
    private readonly EmulatorOptions _options;
    private readonly ResourceNames _names;
    private readonly ControlPlaneFaults _faults;
    private readonly IDatabaseServers _servers;
    private readonly ResourceTags _tags;
    private readonly DatabaseMonitor _monitor;

    public FlexibleServer(
        EmulatorOptions options, IDatabaseServers servers, MetricStore metrics, ResourceHealthAlerts alerts, ControlPlaneFaults faults,
        BackgroundWork work,
        ResourceTags tags)
    {
        _options = options;
        _names = new(options);
        _faults = faults;
        _servers = servers;
        _tags = tags;
        Server = new(options, servers);
        DatabaseProbe probe = new(options, servers);
        Redundancy redundancy = new(options, Server, servers, probe, work);
        DatabaseHealth health = new(_names, alerts);
        Actions = new(options, Server, new DatabaseWork(options, Server, servers, probe, redundancy, health), faults, work);
        _monitor = new(options, Server, probe, new DatabaseMetrics(_names, metrics), redundancy, health, Actions);
    }

    public DatabaseServer Server { get; }

    public DatabaseActions Actions { get; }

    /// <summary>Looks at the pair until it is told to stop.</summary>
    public Task WatchAsync(CancellationToken ct) => _monitor.RunAsync(ct);

    // What stands on the servers can be read only as long as they answer; why they do not is not for callers.
    private static async ValueTask<object?> OrUnavailableAsync(EndpointFilterInvocationContext call, EndpointFilterDelegate next)
    {
        try
        {
            return await next(call);
        }
        catch (Exception) when (!call.HttpContext.RequestAborted.IsCancellationRequested)
        {
            return ArmError.Of(
                StatusCodes.Status503ServiceUnavailable, "ServiceUnavailable",
                "The database does not answer. The state of the server may say why.");
        }
    }

    public RouteGroupBuilder Map(IEndpointRouteBuilder subscription, IEndpointRouteBuilder group, MetricEndpoints metrics)
    {
        DatabaseOperationEndpoints operations = new(_options, _names, Server.Operations);
        operations.Map(subscription);
        DatabaseEndpoints.MapLocation(subscription);
        DatabaseEndpoints endpoints = new(_options, _names, Server, Actions, _faults, operations, _tags);
        endpoints.MapList(subscription);
        endpoints.MapList(group);
        var resource = group.MapResource(ResourceType.FlexibleServers, _options.Database.Name);
        endpoints.Map(resource);
        var content = resource.MapGroup("").AddEndpointFilter(OrUnavailableAsync);
        new SchemaEndpoints(_names, _servers, Actions, operations).Map(content);
        new ParameterEndpoints(_names, _servers, Actions, operations).Map(content);
        new BackupEndpoints(_options, _names, Actions, operations).Map(resource);
        metrics.Map(resource, _names.Database, MetricDefinition.DatabaseNamespace, MetricDefinition.Database);
        return resource;
    }
}
