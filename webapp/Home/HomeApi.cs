using Microsoft.AspNetCore.Http.HttpResults;

namespace Steadfast.WebApp.Home;

/// <summary>The page people see.</summary>
internal static class HomeApi
{
    public static void AddHome(this WebApplicationBuilder builder) => builder.Services.AddSingleton<HomePage>();

    public static void MapHome(this WebApplication app) =>
        app.MapMethods("/", [HttpMethods.Get, HttpMethods.Head], Answer);

    private static ContentHttpResult Answer(HomePage page) =>
        TypedResults.Text(page.Render(), "text/html; charset=utf-8");
}
