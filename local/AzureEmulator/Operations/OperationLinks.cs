using Microsoft.AspNetCore.Http;

namespace Steadfast.Local.AzureEmulator;

/// <summary>The headers of a 202 that a caller follows.</summary>
internal static class OperationLinks
{
    /// <summary>Adds them: where the status document is, where the result will be, and how long to wait before looking.</summary>
    public static void Add(HttpContext context, string status, string result, TimeSpan retryAfter)
    {
        context.Response.Headers["Azure-AsyncOperation"] = ArmLinks.WithVersion(context.Request, status);
        context.Response.Headers.Location = ArmLinks.WithVersion(context.Request, result);
        context.Response.Headers.RetryAfter = ArmGate.Seconds(retryAfter);
    }
}
