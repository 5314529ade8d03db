using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Steadfast.Local.Runtime;

/// <summary>Turns an unhandled exception into an answer that tells nothing about the inside; the log has the rest.</summary>
internal static class Failures
{
    public static async Task CatchAsync(HttpContext http, RequestDelegate next, ILogger log)
    {
        try
        {
            await next(http);
        }
        catch (BadHttpRequestException refused) when (!http.Response.HasStarted)
        {
            http.Response.Clear();
            http.Response.StatusCode = refused.StatusCode;
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // The caller hung up: nobody is there to answer.
        }
        catch (Exception failure) when (!http.Response.HasStarted)
        {
            log.FunctionFailed(http.Request.Path, failure);
            http.Response.Clear();
            http.Response.StatusCode = StatusCodes.Status500InternalServerError;
            http.Response.ContentType = "application/problem+json";
            await http.Response.WriteAsync("{}");
        }
    }
}
