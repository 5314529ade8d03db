using Microsoft.Extensions.Logging;

namespace Steadfast.Functions.Platform;

internal static partial class Log
{
    [LoggerMessage(201, LogLevel.Warning, "{AskedBy}: {What} could not be read; it counts as unknown")]
    public static partial void PartUnreadable(this ILogger log, string askedBy, string what, Exception failure);
}
