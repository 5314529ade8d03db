using Steadfast.WebApp.Home;
using Steadfast.WebApp.Instance;

namespace Steadfast.WebApp.Edge;

/// <summary>The headers that every answer carries, errors included.</summary>
internal static class AnswerHeaders
{
    public static void UseAnswerHeaders(this WebApplication app)
    {
        string servedBy = app.Services.GetRequiredService<InstanceIdentity>().Id;
        string policy = app.Services.GetRequiredService<HomePage>().ContentSecurityPolicy;
        bool secure = IsReachedByHttps(app.Configuration);

        app.Use((context, next) =>
        {
            Set(context.Response.Headers, servedBy, policy, secure);
            return next(context);
        });
        app.UseExceptionHandler(new ExceptionHandlerOptions
        {
            // A request that breaks the protocol is the client's fault.
            StatusCodeSelector = static error => error is BadHttpRequestException bad ? bad.StatusCode : StatusCodes.Status500InternalServerError,
            ExceptionHandler = context =>
            {
                // The handler has cleared what was set above.
                Set(context.Response.Headers, servedBy, policy, secure);
                return ApiErrors.IsApi(context)
                    ? Problems.Of(context.Response.StatusCode, "The request failed", "Please try again.").ExecuteAsync(context)
                    : context.Response.WriteAsync("This request failed. Please try again.");
            },
        });
    }

    // A request comes by http here, whatever the client speaks to the edge. A Front Door has a certificate and leads from http to https.
    private static bool IsReachedByHttps(IConfiguration configuration) =>
        configuration[FrontDoorGate.Setting]?.Trim().Length > 0 || configuration["SignIn:PublicAddress"]?.StartsWith("https:", StringComparison.OrdinalIgnoreCase) == true;

    private static void Set(IHeaderDictionary headers, string servedBy, string policy, bool secure)
    {
        headers["X-Served-By"] = servedBy;
        headers.ContentSecurityPolicy = policy;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        if (secure)
        {
            // A year. Not for other hosts of the domain, which are not this site's.
            headers.StrictTransportSecurity = "max-age=31536000";
        }

        headers["Referrer-Policy"] = "no-referrer";
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        // Each answer tells which instance gave it; a stored copy would tell the wrong one.
        headers.CacheControl = "no-store";
    }
}
