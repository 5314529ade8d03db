using Microsoft.Extensions.Logging;

namespace Steadfast.Functions.Guard;

internal static partial class Log
{
    [LoggerMessage(701, LogLevel.Information, "Guard: {Text}")]
    public static partial void Changed(this ILogger log, string text);

    [LoggerMessage(702, LogLevel.Warning, "Guard: {Operation} was accepted and is not in force yet")]
    public static partial void NotYetChanged(this ILogger log, string operation);
}
