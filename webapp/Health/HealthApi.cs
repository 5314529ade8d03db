using Microsoft.AspNetCore.Http.HttpResults;
using Steadfast.WebApp.Drain;

namespace Steadfast.WebApp.Health;

/// <summary>
/// Answers the load balancer's probe. It speaks for this instance only: a failed database does not turn it red,
/// because that would take every instance out of service at once.
/// </summary>
internal static class HealthApi
{
    /// <summary>Path of the probe.</summary>
    public const string Path = "/healthz";

    public static void MapHealth(this WebApplication app) =>
        app.MapMethods(Path, [HttpMethods.Get, HttpMethods.Head], Answer).WithSummary("What the load balancer asks.");

    private static Results<ContentHttpResult, StatusCodeHttpResult> Answer(DrainState state) =>
        state.Draining
            ? TypedResults.Text("draining", statusCode: StatusCodes.Status503ServiceUnavailable)
            : TypedResults.Text("ok");
}
