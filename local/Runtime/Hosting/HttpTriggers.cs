using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Routing;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;

namespace Steadfast.Local.Runtime;

/// <summary>Serves HTTP triggers at the routes Azure would use: <c>/api/{route}</c>.</summary>
internal static class HttpTriggers
{
    public static void Map(IEndpointRouteBuilder routes, Engine engine, AccessKeys keys, DurableTaskClient client)
    {
        foreach (HttpFunction function in engine.Catalog.Http)
        {
            RequestDelegate serve = http => ServeAsync(http, function, engine, keys, client);
            if (function.Methods.Count == 0)
            {
                routes.Map($"/api/{function.Route}", serve);
            }
            else
            {
                routes.MapMethods($"/api/{function.Route}", function.Methods, serve);
            }
        }
    }

    private static async Task ServeAsync(HttpContext http, HttpFunction function, Engine engine, AccessKeys keys, DurableTaskClient client)
    {
        if (!keys.Allows(http.Request, function.Level))
        {
            http.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }

        // A declared length is refused before anything runs; an undeclared one when the function has read too much.
        long? most = http.Features.Get<IHttpMaxRequestBodySizeFeature>()?.MaxRequestBodySize;
        if (http.Request.ContentLength > most)
        {
            http.Response.StatusCode = StatusCodes.Status413PayloadTooLarge;
            return;
        }

        await using AsyncServiceScope scope = engine.NextWorker().CreateAsyncScope();
        var (bound, result) = await function.RunAsync(http, scope.ServiceProvider, client);
        if (!bound)
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        await AnswerAsync(http, result);
    }

    private static Task AnswerAsync(HttpContext http, object? result) => result switch
    {
        _ when http.Response.HasStarted => Task.CompletedTask,
        IActionResult action => action.ExecuteResultAsync(new ActionContext(http, http.GetRouteData(), new ActionDescriptor())),
        IResult answer => answer.ExecuteAsync(http),
        null => Task.CompletedTask,
        _ => new ObjectResult(result).ExecuteResultAsync(new ActionContext(http, http.GetRouteData(), new ActionDescriptor())),
    };
}
