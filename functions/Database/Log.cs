using Microsoft.Extensions.Logging;
using Steadfast.Functions.Instances;

namespace Steadfast.Functions.Database;

internal static partial class Log
{
    [LoggerMessage(601, LogLevel.Warning, "{AskedBy}: {What} could not be read; it counts as unknown")]
    public static partial void PartUnreadable(this ILogger log, string askedBy, string what, Exception failure);

    [LoggerMessage(602, LogLevel.Information, "{AskedBy}: {Way} of the database accepted, forced: {IsForced}")]
    public static partial void FailoverAccepted(this ILogger log, string askedBy, FailoverWay way, bool isForced);

    [LoggerMessage(603, LogLevel.Warning, "{AskedBy}: failover of the database not started: {Kind}, {Detail}")]
    public static partial void NotFailedOver(this ILogger log, string askedBy, StartKind kind, string detail);

    [LoggerMessage(604, LogLevel.Information, "{By} ordered a failover of the database, mode {Mode}: {What}")]
    public static partial void Ordered(this ILogger log, string by, FailoverMode mode, string what);

    [LoggerMessage(605, LogLevel.Information, "The database is {Kind}, and no incident was open; one was opened")]
    public static partial void OpenedWithoutAlert(this ILogger log, Diagnosis.FailureKind kind);
}
