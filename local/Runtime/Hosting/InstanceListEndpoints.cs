using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Steadfast.Local.Runtime;

/// <summary>The part of the management API that lists and purges all orchestrations that fit a filter.</summary>
internal sealed class InstanceListEndpoints(DurableRuntime runtime)
{
    private const int MaxPerPage = 1000;
    private const string ContinuationHeader = "x-ms-continuation-token";

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/instances", ListAsync);
        routes.MapDelete("/instances", PurgeAsync);
    }

    private static OrchestrationRuntimeStatus[]? Statuses(string? text) => string.IsNullOrEmpty(text)
        ? null
        : [.. text.Split(',', StringSplitOptions.TrimEntries).Select(Status)];

    private static OrchestrationRuntimeStatus Status(string text) =>
        Enum.TryParse(text, true, out OrchestrationRuntimeStatus status)
            ? status
            : throw new BadHttpRequestException($"'{text}' is not a status");

    private async Task<IResult> ListAsync(
        HttpRequest request, string? runtimeStatus, DateTimeOffset? createdTimeFrom, DateTimeOffset? createdTimeTo,
        string? instanceIdPrefix, int? top, bool? showInput)
    {
        OrchestrationQuery query = new(
            createdTimeFrom, createdTimeTo, Statuses(runtimeStatus), null, instanceIdPrefix, Math.Clamp(top ?? 100, 1, MaxPerPage), true,
            request.Headers[ContinuationHeader]);
        try
        {
            await foreach (Page<OrchestrationMetadata> page in runtime.Client.GetAllInstancesAsync(query).AsPages())
            {
                if (page.ContinuationToken is { } token)
                {
                    request.HttpContext.Response.Headers[ContinuationHeader] = token;
                }

                return Results.Json(page.Values.Select(found => StatusJson.Of(found, showInput != false, null)).ToArray());
            }
        }
        catch (ArgumentException)
        {
            return Results.BadRequest();
        }

        return Results.Json(Array.Empty<JsonObject>());
    }

    private async Task<IResult> PurgeAsync(string? runtimeStatus, DateTimeOffset? createdTimeFrom, DateTimeOffset? createdTimeTo)
    {
        PurgeResult result = await runtime.Client.PurgeAllInstancesAsync(new(createdTimeFrom, createdTimeTo, Statuses(runtimeStatus)));
        return result.PurgedInstanceCount > 0
            ? Results.Json(new JsonObject { ["instancesDeleted"] = result.PurgedInstanceCount })
            : Results.NotFound();
    }
}
