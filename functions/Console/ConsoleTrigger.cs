using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Steadfast.Functions.Http;

namespace Steadfast.Functions.Console;

/// <summary>Serves the console: a page without any data, which asks for the key and then calls the API as any other client does.</summary>
public sealed class ConsoleTrigger
{
    // Nothing from elsewhere, nothing written into the page, no frame around it, and no form that the browser would send by itself.
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; frame-ancestors 'none'; "
        + "base-uri 'none'; form-action 'none'";

    /// <summary>Answers <c>GET /api/console</c> with the page.</summary>
    /// <returns>200; 304 when it is what the browser has.</returns>
    [Function("ShowConsole")]
    public IActionResult Show([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "console")] HttpRequest request) =>
        Serve(request, ConsoleFile.Page);

    /// <summary>Answers <c>GET /api/console/{file}</c> with a file of the page.</summary>
    /// <returns>200; 304 when it is what the browser has; 404 when there is none of this name.</returns>
    [Function("ShowConsoleFile")]
    public IActionResult ShowFile(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "console/{file}")] HttpRequest request, string file) =>
        Serve(request, file);

    private static IActionResult Serve(HttpRequest request, string file)
    {
        if (ConsoleFile.Find(file) is not { } found)
        {
            return Problems.NotFound("The console has no such file; it begins at /api/console.");
        }

        IHeaderDictionary headers = request.HttpContext.Response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        // Asked for each time, and sent again only when another version is deployed.
        headers.CacheControl = "no-cache";
        return found;
    }
}
