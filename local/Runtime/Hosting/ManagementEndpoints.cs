using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Entities;

namespace Steadfast.Local.Runtime;

/// <summary>The HTTP API of Durable Functions under <c>/runtime/webhooks/durabletask</c>, with its field names and status codes. Opened by the master key.</summary>
internal sealed class ManagementEndpoints(DurableRuntime runtime, AccessKeys keys)
{
    private const int MostPerPage = 1000;

    public void Map(IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder group = routes.MapGroup(ManagementUrls.Root);
        group.AddEndpointFilter(async (call, next) => keys.Allows(call.HttpContext.Request, AuthorizationLevel.Admin) ? await next(call) : Results.StatusCode(401));
        group.MapPost("/orchestrators/{name}/{id?}", StartAsync);
        group.MapGet("/instances", ListAsync);
        group.MapDelete("/instances", PurgeManyAsync);
        group.MapGet("/instances/{id}", ShowAsync);
        group.MapDelete("/instances/{id}", PurgeAsync);
        group.MapGet("/instances/{id}/history", (string id) => runtime.FindHistory(id) is { } history ? Results.Text(history.ToJson(), "application/json") : Results.NotFound());
        group.MapPost("/instances/{id}/raiseEvent/{name}", RaiseAsync);
        group.MapPost("/instances/{id}/terminate", (string id, string? reason) => SteerAsync(id, client => client.TerminateInstanceAsync(id, (object?)reason)));
        group.MapPost("/instances/{id}/suspend", (string id, string? reason) => SteerAsync(id, client => client.SuspendInstanceAsync(id, reason)));
        group.MapPost("/instances/{id}/resume", (string id, string? reason) => SteerAsync(id, client => client.ResumeInstanceAsync(id, reason)));
        group.MapPost("/instances/{id}/restart", RestartAsync);
        group.MapGet("/entities/{name}/{key}", ShowEntityAsync);
        group.MapPost("/entities/{name}/{key}", SignalEntityAsync);
    }

    private static IResult Created(HttpRequest request, string id)
    {
        request.HttpContext.Response.Headers.Location = ManagementUrls.StatusOf(request, id);
        request.HttpContext.Response.Headers.RetryAfter = "10";
        return Results.Json(ManagementUrls.Of(request, id), statusCode: 202);
    }

    /// <summary>The body as JSON; null for an empty one.</summary>
    private static async Task<(bool Ok, JsonNode? Body)> ReadAsync(HttpRequest request)
    {
        using StreamReader reader = new(request.Body);
        string text = await reader.ReadToEndAsync(request.HttpContext.RequestAborted);
        try
        {
            return (true, text.Length == 0 ? null : JsonNode.Parse(text));
        }
        catch (System.Text.Json.JsonException)
        {
            return (false, null);
        }
    }

    private static OrchestrationRuntimeStatus[]? Statuses(string? text) => string.IsNullOrEmpty(text)
        ? null
        : [.. text.Split(',', StringSplitOptions.TrimEntries).Select(one => Enum.TryParse(one, true, out OrchestrationRuntimeStatus status) ? status : throw new BadHttpRequestException($"'{one}' is not a status"))];

    private async Task<IResult> StartAsync(HttpRequest request, string name, string? id)
    {
        if (!runtime.Engine.Catalog.Orchestrators.ContainsKey(name))
        {
            return Results.NotFound();
        }

        var (ok, body) = await ReadAsync(request);
        if (!ok)
        {
            return Results.BadRequest();
        }

        try
        {
            OrchestrationRuntimeStatus[] running = [OrchestrationRuntimeStatus.Pending, OrchestrationRuntimeStatus.Running, OrchestrationRuntimeStatus.Suspended];
            return Created(request, await runtime.Client.ScheduleNewOrchestrationInstanceAsync(name, body, new StartOrchestrationOptions(id).WithDedupeStatuses(running)));
        }
        catch (InvalidOperationException)
        {
            return Results.Conflict();
        }
    }

    private async Task<IResult> ShowAsync(HttpRequest request, string id, bool? showHistory, bool? showInput, bool? returnInternalServerErrorOnFailure)
    {
        if (await runtime.Client.GetInstanceAsync(id, getInputsAndOutputs: true) is not { } found)
        {
            return Results.NotFound();
        }

        JsonObject shown = StatusJson.Of(found, showInput != false, showHistory == true ? runtime.FindHistory(id) : null);
        if (!found.IsCompleted)
        {
            request.HttpContext.Response.Headers.Location = ManagementUrls.StatusOf(request, id);
            return Results.Json(shown, statusCode: 202);
        }

        return Results.Json(shown, statusCode: returnInternalServerErrorOnFailure == true && found.RuntimeStatus == OrchestrationRuntimeStatus.Failed ? 500 : 200);
    }

    private async Task<IResult> ListAsync(
        HttpRequest request, string? runtimeStatus, DateTimeOffset? createdTimeFrom, DateTimeOffset? createdTimeTo, string? instanceIdPrefix, int? top, bool? showInput)
    {
        OrchestrationQuery query = new(createdTimeFrom, createdTimeTo, Statuses(runtimeStatus), null, instanceIdPrefix, Math.Clamp(top ?? 100, 1, MostPerPage), true, request.Headers["x-ms-continuation-token"]);
        try
        {
            await foreach (Page<OrchestrationMetadata> page in runtime.Client.GetAllInstancesAsync(query).AsPages())
            {
                if (page.ContinuationToken is { } token)
                {
                    request.HttpContext.Response.Headers["x-ms-continuation-token"] = token;
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

    private async Task<IResult> PurgeAsync(string id)
    {
        PurgeResult result = await runtime.Client.PurgeInstanceAsync(id);
        return result.PurgedInstanceCount > 0 ? Results.Json(new JsonObject { ["instancesDeleted"] = result.PurgedInstanceCount }) : Results.NotFound();
    }

    private async Task<IResult> PurgeManyAsync(string? runtimeStatus, DateTimeOffset? createdTimeFrom, DateTimeOffset? createdTimeTo)
    {
        PurgeResult result = await runtime.Client.PurgeAllInstancesAsync(new(createdTimeFrom, createdTimeTo, Statuses(runtimeStatus)));
        return result.PurgedInstanceCount > 0 ? Results.Json(new JsonObject { ["instancesDeleted"] = result.PurgedInstanceCount }) : Results.NotFound();
    }

    private async Task<IResult> RaiseAsync(HttpRequest request, string id, string name)
    {
        var (ok, body) = await ReadAsync(request);
        return ok ? await SteerAsync(id, client => client.RaiseEventAsync(id, name, body)) : Results.BadRequest();
    }

    private async Task<IResult> RestartAsync(HttpRequest request, string id, bool? restartWithNewInstanceId)
    {
        string? restarted = null;
        IResult answer = await SteerAsync(id, async client => restarted = await client.RestartAsync(id, restartWithNewInstanceId == true));
        return restarted is null ? answer : Created(request, restarted);
    }

    private async Task<IResult> SteerAsync(string id, Func<DurableTaskClient, Task> act)
    {
        if (await runtime.Client.GetInstanceAsync(id) is null)
        {
            return Results.NotFound();
        }

        try
        {
            await act(runtime.Client);
            return Results.StatusCode(202);
        }
        catch (InvalidOperationException)
        {
            return Results.StatusCode(410);
        }
    }

    private async Task<IResult> ShowEntityAsync(string name, string key) =>
        await runtime.Client.Entities.GetEntityAsync(new(name, key)) is { } found ? Results.Text(found.State.Value, "application/json") : Results.NotFound();

    private async Task<IResult> SignalEntityAsync(HttpRequest request, string name, string key, string op)
    {
        var (ok, body) = await ReadAsync(request);
        if (!ok || !runtime.Engine.Catalog.Entities.ContainsKey(name))
        {
            return ok ? Results.NotFound() : Results.BadRequest();
        }

        await runtime.Client.Entities.SignalEntityAsync(new EntityInstanceId(name, key), op, body);
        return Results.StatusCode(202);
    }
}
