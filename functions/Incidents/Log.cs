using Microsoft.Extensions.Logging;

namespace Steadfast.Functions.Incidents;

internal static partial class Log
{
    [LoggerMessage(301, LogLevel.Information, "{IncidentId}: {Text}")]
    public static partial void Step(this ILogger log, string incidentId, string text);
}
