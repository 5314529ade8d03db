using Microsoft.Extensions.Logging;

namespace Steadfast.Functions.Rehearsals;

internal static partial class Log
{
    [LoggerMessage(801, LogLevel.Information, "An incident could not be rehearsed; the first real one takes a little longer")]
    public static partial void NotRehearsed(this ILogger log, Exception failure);
}
