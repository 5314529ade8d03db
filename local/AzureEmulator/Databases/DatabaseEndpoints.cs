using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Steadfast.Local.AzureEmulator;

/// <summary>The flexible server over REST.</summary>
internal sealed class DatabaseEndpoints(
    EmulatorOptions options, ResourceNames names, DatabaseServer server, DatabaseActions actions, ControlPlaneFaults faults,
    DatabaseOperationEndpoints operations,
    ResourceTags tags)
{
    public void Map(IEndpointRouteBuilder resource)
    {
        resource.MapGet("", (HttpContext context) => ArmEtag.Ok(context, Shown()));
        resource.MapPatch("", PatchAsync).Of(ResourceType.FlexibleServers, "tags are applied, anything else is refused");
        resource.MapGet("/maintenances", () => ArmJson.Ok(new { value = server.Maintenances.Select(one => DatabaseJson.Of(one, names)) }));
        resource.MapPost("/failover", (HttpContext context) => operations.Answer(context, actions.Failover()));
        resource.MapPost("/restart", RestartAsync);
        resource.MapPost("/stop", (HttpContext context) => operations.Answer(context, actions.Stop()))
            .Of(
                ResourceType.FlexibleServers,
                "both servers are really stopped; whether Azure refuses it for a server with a standby was not verified");
        resource.MapPost("/start", (HttpContext context) => operations.Answer(context, actions.Begin()));
        resource.MapGet("/replicas", () => ArmJson.Ok(new { value = Array.Empty<object>() }))
            .Of(ResourceType.FlexibleServers, "there are none");
        resource.MapGet("/firewallRules", () => ArmJson.Ok(new { value = Array.Empty<object>() }))
            .Of(ResourceType.FlexibleServers, "there are none: the server is private");
        resource.MapNotImplemented(ResourceType.FlexibleServers, """
            PUT
            DELETE
            GET /firewallRules/{name}
            PUT /firewallRules/{name}
            DELETE /firewallRules/{name}
            GET /administrators
            GET /administrators/{name}
            PUT /administrators/{name}
            DELETE /administrators/{name}
            GET /logFiles
            GET /maintenances/{name}
            PATCH /maintenances/{name}
            GET /privateEndpointConnections
            POST /checkHaReplica
            POST /resetGtid
            POST /detachVNet
            POST /backupAndExport
            """);
    }

    /// <summary>Maps what Azure has of a region and this control plane does not, as not implemented.</summary>
    public static void MapLocation(IEndpointRouteBuilder subscription) => subscription.MapNotImplemented(ResourceType.MysqlOperations, """
        GET /providers/Microsoft.DBforMySQL/locations/{location}/capabilities
        POST /providers/Microsoft.DBforMySQL/locations/{location}/checkNameAvailability
        POST /providers/Microsoft.DBforMySQL/locations/{location}/checkVirtualNetworkSubnetUsage
        """);

    /// <summary>The list of the servers of a resource group or of a subscription: this one.</summary>
    public void MapList(IEndpointRouteBuilder level) =>
        level.MapGet($"/providers/{MetricDefinition.DatabaseNamespace}", () => ArmJson.Ok(new { value = new[] { Shown() } }))
            .Of(ResourceType.FlexibleServers);

    private object Shown() =>
        DatabaseJson.Of(server.At(options.Clock.GetUtcNow() - faults.ViewLag), options, names, tags.Of(names.Database));

    private async Task<IResult> PatchAsync(HttpRequest request)
    {
        if (ArmEtag.Refusal(request, Shown()) is { } refusal)
        {
            return refusal;
        }

        var body = await ArmBody.ReadAsync(request);
        return body is null || ArmBody.Others(body, "tags") is not null || !tags.TryReplace(names.Database, body["tags"])
            ? ArmError.BadRequest("Of a flexible server the tags can be changed here, which are an object of strings.")
            : ArmEtag.Ok(request.HttpContext, Shown());
    }

    private async Task<IResult> RestartAsync(HttpRequest request)
    {
        var body = await ArmBody.ReadAsync(request);
        if (body is null || !TryRead(body, out var withFailover, out var limit))
        {
            return ArmError.BadRequest("restartWithFailover is Enabled or Disabled, and maxFailoverSeconds is a number above zero.");
        }

        return operations.Answer(request.HttpContext, withFailover ? actions.RestartWithFailover(limit) : actions.Restart());
    }

    private static bool TryRead(JsonObject body, out bool withFailover, out TimeSpan limit)
    {
        withFailover = false;
        limit = TimeSpan.MaxValue;
        if (!ArmBody.TryValue<string>(body, "restartWithFailover", out var word)
            || !ArmBody.TryValue<int?>(body, "maxFailoverSeconds", out var seconds))
        {
            return false;
        }

        withFailover = "Enabled".Equals(word, StringComparison.OrdinalIgnoreCase);
        limit = seconds is { } some ? TimeSpan.FromSeconds(some) : limit;
        return (withFailover || word is null || word.Equals("Disabled", StringComparison.OrdinalIgnoreCase)) && limit > TimeSpan.Zero;
    }
}
