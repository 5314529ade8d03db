using Steadfast.WebApp.Health;
using Steadfast.WebApp.Status;

namespace Steadfast.WebApp.Edge;

/// <summary>
/// Serves only what came through one Front Door. The network lets in every Front Door, also those of strangers; each names itself in a
/// header that clients cannot set. Without an id everybody is served.
/// </summary>
internal static class FrontDoorGate
{
    /// <summary>Environment variable with the id of the Front Door. Default: empty, and with it no gate.</summary>
    public const string Setting = "STEADFAST_FRONT_DOOR_ID";

    /// <summary>Header in which a Front Door names itself.</summary>
    public const string Header = "X-Azure-FDID";

    /// <summary>Answers 403 to what came another way. The probe and the report stay open: the balancer and the automation ask for them directly.</summary>
    public static void UseFrontDoorGate(this WebApplication app)
    {
        string door = app.Configuration[Setting]?.Trim() ?? "";
        if (door.Length > 0)
        {
            app.Use((context, next) => MayPass(context.Request, door) ? next(context) : RefuseAsync(context));
        }
    }

    // Two values of the header are one with a comma, which is no id.
    private static bool MayPass(HttpRequest request, string door) =>
        request.Path.Value is HealthApi.Path or StatusApi.Path or LastRequestsApi.Path or WriteTrialApi.Path
        || string.Equals(request.Headers[Header].ToString(), door, StringComparison.OrdinalIgnoreCase);

    private static Task RefuseAsync(HttpContext context)
    {
        if (ApiErrors.IsApi(context))
        {
            return Problems.Of(StatusCodes.Status403Forbidden, "This is not the way in", "Use the public address of the site.").ExecuteAsync(context);
        }

        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        return context.Response.WriteAsync("This is not the way in. Use the public address of the site.");
    }
}
