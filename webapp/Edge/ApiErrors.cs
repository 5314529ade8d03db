namespace Steadfast.WebApp.Edge;

/// <summary>Errors below <c>/api</c> that no endpoint answered: problem details too, so that a program never has to read a page.</summary>
internal static class ApiErrors
{
    /// <summary>Tells whether the request is one of a program.</summary>
    public static bool IsApi(HttpContext context) => context.Request.Path.StartsWithSegments("/api");

    /// <summary>Gives unknown paths and methods a body.</summary>
    public static void UseApiErrors(this WebApplication app) => app.UseWhen(IsApi, static api => api.UseStatusCodePages(static async pages =>
    {
        int status = pages.HttpContext.Response.StatusCode;
        await Problems.Of(status, status switch
        {
            StatusCodes.Status404NotFound => "There is nothing at this address",
            StatusCodes.Status405MethodNotAllowed => "This address does not take this method",
            _ => "The request cannot be served",
        }).ExecuteAsync(pages.HttpContext);
    }));
}
