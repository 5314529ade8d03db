using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.HttpOverrides;

namespace Steadfast.Local.AzureEmulator;

/// <summary>
/// Links that a caller is handed. They lead where the caller has sent its request: to the scheme and host of that request, or to those that
/// a proxy on this machine says it was asked for (X-Forwarded-Proto and X-Forwarded-Host).
/// </summary>
internal static class ArmLinks
{
    /// <summary>Lets the headers of a proxy count. Only one on a loopback address is believed.</summary>
    public static void UseForwarded(this IApplicationBuilder app) => app.UseForwardedHeaders(new ForwardedHeadersOptions
    {
        ForwardedHeaders = ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost,
    });

    /// <summary>Tells whether a proxy has sent the request on.</summary>
    public static bool IsForwarded(HttpRequest request) => request.Headers.ContainsKey("X-Original-Host");

    /// <summary>Scheme and host, without a slash at the end.</summary>
    public static string Host(HttpRequest request) => $"{request.Scheme}://{request.Host.ToUriComponent()}";

    /// <summary>The absolute address of a path that begins with a slash; a query may follow.</summary>
    public static string Of(HttpRequest request, string pathAndQuery) => $"{Host(request)}{pathAndQuery}";

    /// <summary>The same with the api-version of the request.</summary>
    public static string WithVersion(HttpRequest request, string pathAndQuery)
    {
        var version = Uri.EscapeDataString(request.Query["api-version"].ToString());
        return Of(request, $"{pathAndQuery}{(pathAndQuery.Contains('?', StringComparison.Ordinal) ? '&' : '?')}api-version={version}");
    }
}
