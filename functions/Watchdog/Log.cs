using Microsoft.Extensions.Logging;
using Steadfast.Functions.Notifications;

namespace Steadfast.Functions.Watchdog;

internal static partial class Log
{
    [LoggerMessage(501, LogLevel.Warning, "Watchdog: {Kind}: {Text}")]
    public static partial void Noticed(this ILogger log, NoticeKind kind, string text);

    [LoggerMessage(502, LogLevel.Information, "Watchdog: instance {Target} does not serve since {Since:u}, and no incident was open; one was opened ({Flapping})")]
    public static partial void OpenedWithoutAlert(this ILogger log, string target, DateTime since, string flapping);

    [LoggerMessage(503, LogLevel.Warning, "{IncidentId} is not running any more and held something: {What}")]
    public static partial void PutInOrder(this ILogger log, string incidentId, string what);

    [LoggerMessage(504, LogLevel.Information, "Watchdog: an incident could not be rehearsed; the first real one takes a little longer")]
    public static partial void NotRehearsed(this ILogger log, Exception failure);
}
