using Microsoft.AspNetCore.Http.HttpResults;

namespace Steadfast.WebApp.Home;

/// <summary>The page people see.</summary>
internal static class HomeApi
{
    public static void AddHome(this WebApplicationBuilder builder) => builder.Services.AddSingleton<HomePage>();

    public static void MapHome(this WebApplication app) =>
        app.MapMethods("/", [HttpMethods.Get, HttpMethods.Head], Answer);

    private static ContentHttpResult Answer(HomePage page, HttpRequest request, HttpResponse response)
    {
        // The balancer chooses once per connection. A browser keeps its connection, so without this
        // "Ask again" would reach the same instance every time.
        if (request.Headers.Accept.ToString().StartsWith("text/html", StringComparison.OrdinalIgnoreCase))
        {
            response.Headers.Connection = "close";
        }

        return TypedResults.Text(page.Render(), "text/html; charset=utf-8");
    }
}
