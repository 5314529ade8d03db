using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Steadfast.Local.Azure;

/// <summary>The flexible server over REST.</summary>
internal sealed class DatabaseEndpoints(
    EmulatorOptions options, ResourceNames names, DatabaseServer server, DatabaseActions actions, ControlPlaneFaults faults, DatabaseOperationEndpoints operations)
{
    public void Map(IEndpointRouteBuilder resource)
    {
        resource.MapGet("", () => ArmJson.Ok(Shown()));
        resource.MapGet("/maintenances", () => ArmJson.Ok(new { value = server.Maintenances.Select(one => DatabaseJson.Of(one, names)) }));
        resource.MapPost("/failover", (HttpContext context) => operations.Answer(context, actions.Failover()));
        resource.MapPost("/restart", RestartAsync);
    }

    /// <summary>The list of the servers of a resource group or of a subscription: this one.</summary>
    public void MapList(IEndpointRouteBuilder level) =>
        level.MapGet($"/providers/{MetricDefinition.DatabaseNamespace}", () => ArmJson.Ok(new { value = new[] { Shown() } }))
            .Of(ResourceType.FlexibleServers);

    private object Shown() => DatabaseJson.Of(server.At(options.Clock.GetUtcNow() - faults.ViewLag), options, names);

    private async Task<IResult> RestartAsync(HttpRequest request)
    {
        var body = await ArmBody.ReadAsync(request);
        return body is not null && TryRead(body, out var withFailover, out var limit)
            ? operations.Answer(request.HttpContext, withFailover ? actions.RestartWithFailover(limit) : actions.Restart())
            : ArmError.BadRequest("restartWithFailover is Enabled or Disabled, and maxFailoverSeconds is a number above zero.");
    }

    private static bool TryRead(JsonObject body, out bool withFailover, out TimeSpan limit)
    {
        (withFailover, limit) = (false, TimeSpan.MaxValue);
        if (!ArmBody.TryValue<string>(body, "restartWithFailover", out var word) || !ArmBody.TryValue<int?>(body, "maxFailoverSeconds", out var seconds))
        {
            return false;
        }

        withFailover = "Enabled".Equals(word, StringComparison.OrdinalIgnoreCase);
        limit = seconds is { } some ? TimeSpan.FromSeconds(some) : limit;
        return (withFailover || word is null || word.Equals("Disabled", StringComparison.OrdinalIgnoreCase)) && limit > TimeSpan.Zero;
    }
}
