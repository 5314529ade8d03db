namespace Steadfast.WebApp.Telemetry;

/// <summary>The meters whose metrics are exported. Their instruments are the libraries' own.</summary>
internal static class MeterNames
{
    /// <summary>Requests and connections, the driver, retries and limits, outgoing requests, the runtime.</summary>
    public static readonly string[] All =
        ["Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "MySqlConnector", "Polly", "System.Net.Http", "System.Runtime"];
}
