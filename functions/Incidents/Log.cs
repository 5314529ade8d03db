using Microsoft.Extensions.Logging;

namespace Steadfast.Functions.Incidents;

internal static partial class Log
{
    [LoggerMessage(302, LogLevel.Information, "{Count} histories that began before {Until:u} and have ended were purged")]
    public static partial void Purged(this ILogger log, int count, DateTimeOffset until);

    [LoggerMessage(301, LogLevel.Information, "{IncidentId}: {Text}")]
    public static partial void Step(this ILogger log, string incidentId, string text);
}
