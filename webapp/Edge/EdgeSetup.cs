using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Steadfast.WebApp.Edge;

internal static class EdgeSetup
{
    /// <summary>Bounds what one client may take: header time, header size and body size.</summary>
    public static void AddEdgeLimits(this WebApplicationBuilder builder) =>
        builder.WebHost.ConfigureKestrel(static kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 64 * 1024;
            kestrel.Limits.MaxRequestHeadersTotalSize = 16 * 1024;
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
            kestrel.ConfigureEndpointDefaults(static endpoint => endpoint.Protocols = HttpProtocols.Http1);
        });

    /// <summary>One JSON object per line on the console; the framework speaks up from warnings on.</summary>
    public static void AddQuietJsonLogs(this WebApplicationBuilder builder)
    {
        builder.Logging.ClearProviders();
        builder.Logging.AddJsonConsole(static console =>
        {
            console.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ";
            console.UseUtcTimestamp = true;
        });
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning);
        // Every try of every request to a database that is away, otherwise. Its meter counts them.
        builder.Logging.AddFilter("Polly", LogLevel.None);
        // Says nothing from warnings on, but while it may speak every request is given an activity and a log scope.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);
    }
}
