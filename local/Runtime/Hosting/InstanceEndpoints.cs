using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Steadfast.Local.Runtime;

/// <summary>The part of the management API that starts, shows, steers and purges one orchestration.</summary>
internal sealed class InstanceEndpoints(DurableRuntime runtime)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/orchestrators/{name}/{id?}", StartAsync);
        routes.MapGet("/instances/{id}", ShowAsync);
        routes.MapDelete("/instances/{id}", PurgeAsync);
        routes.MapGet("/instances/{id}/history", ShowHistory);
        routes.MapPost("/instances/{id}/raiseEvent/{name}", RaiseAsync);
        routes.MapPost(
            "/instances/{id}/terminate",
            (string id, string? reason) => SteerAsync(id, client => client.TerminateInstanceAsync(id, (object?)reason)));
        routes.MapPost(
            "/instances/{id}/suspend", (string id, string? reason) => SteerAsync(id, client => client.SuspendInstanceAsync(id, reason)));
        routes.MapPost(
            "/instances/{id}/resume", (string id, string? reason) => SteerAsync(id, client => client.ResumeInstanceAsync(id, reason)));
        routes.MapPost("/instances/{id}/restart", RestartAsync);
    }

    private static IResult Created(HttpRequest request, string id)
    {
        request.HttpContext.Response.Headers.Location = ManagementUrls.StatusOf(request, id);
        request.HttpContext.Response.Headers.RetryAfter = "10";
        return Results.Json(ManagementUrls.Of(request, id), statusCode: 202);
    }

    private async Task<IResult> StartAsync(HttpRequest request, string name, string? id)
    {
        if (!runtime.Engine.Catalog.Orchestrators.ContainsKey(name))
        {
            return Results.NotFound();
        }

        var (ok, body) = await JsonBody.ReadAsync(request);
        if (!ok)
        {
            return Results.BadRequest();
        }

        try
        {
            OrchestrationRuntimeStatus[] running = [
                OrchestrationRuntimeStatus.Pending, OrchestrationRuntimeStatus.Running, OrchestrationRuntimeStatus.Suspended];
            return Created(
                request,
                await runtime.Client.ScheduleNewOrchestrationInstanceAsync(
                    name, body, new StartOrchestrationOptions(id).WithDedupeStatuses(running)));
        }
        catch (InvalidOperationException)
        {
            return Results.Conflict();
        }
    }

    private async Task<IResult> ShowAsync(
        HttpRequest request, string id, bool? showHistory, bool? showInput, bool? returnInternalServerErrorOnFailure)
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

        return Results.Json(
            shown,
            statusCode: returnInternalServerErrorOnFailure == true && found.RuntimeStatus == OrchestrationRuntimeStatus.Failed ? 500 : 200);
    }

    private IResult ShowHistory(string id) =>
        runtime.FindHistory(id) is { } history ? Results.Text(history.ToJson(), "application/json") : Results.NotFound();

    private async Task<IResult> PurgeAsync(string id)
    {
        PurgeResult result = await runtime.Client.PurgeInstanceAsync(id);
        return result.PurgedInstanceCount > 0
            ? Results.Json(new JsonObject { ["instancesDeleted"] = result.PurgedInstanceCount })
            : Results.NotFound();
    }

    private async Task<IResult> RaiseAsync(HttpRequest request, string id, string name)
    {
        var (ok, body) = await JsonBody.ReadAsync(request);
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
}
