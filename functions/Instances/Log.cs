using Microsoft.Extensions.Logging;

namespace Steadfast.Functions.Instances;

internal static partial class Log
{
    [LoggerMessage(401, LogLevel.Information, "{AskedBy}: restart of instance {InstanceId} accepted")]
    public static partial void RestartAccepted(this ILogger log, string askedBy, string instanceId);

    [LoggerMessage(402, LogLevel.Warning, "{AskedBy}: restart of instance {InstanceId} not started: {Kind}, {Detail}")]
    public static partial void NotStarted(this ILogger log, string askedBy, string instanceId, StartKind kind, string detail);

    [LoggerMessage(403, LogLevel.Information, "{AskedBy}: automatic repairs {What}")]
    public static partial void RepairsSet(this ILogger log, string askedBy, string what);
}
