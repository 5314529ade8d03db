using Microsoft.Extensions.Logging;
using Steadfast.Functions.Actions;
using Steadfast.Functions.Incidents;

namespace Steadfast.Functions.Database;

internal static partial class Log
{
    [LoggerMessage(611, LogLevel.Information, "{AskedBy}: {Way} of the database accepted, forced: {IsForced}")]
    public static partial void FailoverAccepted(this ILogger log, string askedBy, FailoverWay way, bool isForced);

    [LoggerMessage(612, LogLevel.Warning, "{AskedBy}: failover of the database not started: {Kind}, {Detail}")]
    public static partial void NotFailedOver(this ILogger log, string askedBy, StartKind kind, string detail);

    [LoggerMessage(613, LogLevel.Information, "{By} ordered a failover of the database, mode {Mode}: {What}")]
    public static partial void Ordered(this ILogger log, string by, FailoverMode mode, string what);
}
