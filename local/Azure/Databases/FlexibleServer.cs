using Microsoft.AspNetCore.Routing;

namespace Steadfast.Local.Azure;

/// <summary>All parts of the flexible server, wired.</summary>
internal sealed class FlexibleServer
{
    private readonly EmulatorOptions _options;
    private readonly ResourceNames _names;
    private readonly ControlPlaneFaults _faults;
    private readonly DatabaseMonitor _monitor;

    public FlexibleServer(
        EmulatorOptions options, IDatabaseServers servers, MetricStore metrics, ResourceHealthAlerts alerts, ControlPlaneFaults faults, BackgroundWork work)
    {
        (_options, _names, _faults) = (options, new(options), faults);
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

    public void Map(IEndpointRouteBuilder subscription, IEndpointRouteBuilder group, MetricEndpoints metrics)
    {
        DatabaseOperationEndpoints operations = new(_options, _names, Server.Operations);
        operations.Map(subscription);
        DatabaseEndpoints endpoints = new(_options, _names, Server, Actions, _faults, operations);
        endpoints.MapList(subscription);
        endpoints.MapList(group);
        var resource = group.MapResource(ResourceType.FlexibleServers, _options.Database.Name);
        endpoints.Map(resource);
        metrics.Map(resource, _names.Database, MetricDefinition.DatabaseNamespace, MetricDefinition.Database);
    }
}
