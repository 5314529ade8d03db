using Microsoft.AspNetCore.Http;

namespace Steadfast.Local.Azure;

/// <summary>The headers of a 202 that a caller follows.</summary>
internal static class OperationLinks
{
    /// <summary>Adds them: where the status document is, where the result will be, and how long to wait before looking.</summary>
    public static void Add(HttpContext context, string status, string result, TimeSpan retryAfter)
    {
        context.Response.Headers["Azure-AsyncOperation"] = Link(context.Request, status);
        context.Response.Headers.Location = Link(context.Request, result);
        context.Response.Headers.RetryAfter = ArmGate.Seconds(retryAfter);
    }

    // The SDK's bearer-token policy refuses plain http, so links name the public host; its transport leads them back here.
    private static string Link(HttpRequest request, string path)
    {
        var version = Uri.EscapeDataString(request.Query["api-version"].ToString());
        return $"{ResourceNames.ManagementHost}{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}api-version={version}";
    }
}
