using Microsoft.Extensions.Logging;
using Steadfast.Functions.Incidents;
using Steadfast.Functions.Notifications;

namespace Steadfast.Functions.Watchdog;

internal static partial class Log
{
    [LoggerMessage(501, LogLevel.Warning, "Watchdog: {Kind}: {Text}")]
    public static partial void Noticed(this ILogger log, NoticeKind kind, string text);

    [LoggerMessage(
        502, LogLevel.Information,
        "Watchdog: instance {Target} does not serve since {Since:u}, and no incident was open; one was opened ({Flapping})")]
    public static partial void OpenedWithoutAlert(this ILogger log, string target, DateTime since, string flapping);

    [LoggerMessage(503, LogLevel.Warning, "{IncidentId} is not running any more and held something: {What}")]
    public static partial void ReleaseAbandonedIncident(this ILogger log, string incidentId, string what);

    [LoggerMessage(504, LogLevel.Information, "Watchdog: the database is {Kind}, and no incident was open; one was opened")]
    public static partial void OpenedWithoutAlert(this ILogger log, FailureKind kind);

    [LoggerMessage(505, LogLevel.Warning, "Watchdog: what was to be done about {What} failed; it is done at the next look")]
    public static partial void NotDone(this ILogger log, string what, Exception failure);

    [LoggerMessage(
        506, LogLevel.Information,
        "Watchdog: the {Action} of {Target} that {IncidentId} left behind has ended ({Detail}); its permit is free")]
    public static partial void LeftEnded(this ILogger log, string action, string target, string incidentId, string detail);

    [LoggerMessage(
        507, LogLevel.Debug, "Watchdog: the {Action} of {Target} that {IncidentId} left behind could not be looked at; its permit is kept")]
    public static partial void LeftUnknown(this ILogger log, string action, string target, string incidentId, Exception failure);
}
