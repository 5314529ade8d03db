using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.DurableTask.Entities;

namespace Steadfast.Local.Runtime;

/// <summary>The part of the management API that shows and signals entities.</summary>
internal sealed class EntityEndpoints(DurableRuntime runtime)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/entities/{name}/{key}", ShowAsync);
        routes.MapPost("/entities/{name}/{key}", SignalAsync);
    }

    private async Task<IResult> ShowAsync(string name, string key) =>
        await runtime.Client.Entities.GetEntityAsync(new(name, key)) is { } found
            ? Results.Text(found.State.Value, "application/json")
            : Results.NotFound();

    private async Task<IResult> SignalAsync(HttpRequest request, string name, string key, string op)
    {
        var (ok, body) = await JsonBody.ReadAsync(request);
        if (!ok || !runtime.Engine.Catalog.Entities.ContainsKey(name))
        {
            return ok ? Results.NotFound() : Results.BadRequest();
        }

        await runtime.Client.Entities.SignalEntityAsync(new EntityInstanceId(name, key), op, body);
        return Results.StatusCode(202);
    }
}
