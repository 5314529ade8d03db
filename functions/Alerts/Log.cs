using Microsoft.Extensions.Logging;

namespace Steadfast.Functions.Alerts;

internal static partial class Log
{
    [LoggerMessage(101, LogLevel.Information, "Alert {Rule} {Condition}: {IntakeId} taken in")]
    public static partial void Received(this ILogger log, string rule, AlertCondition condition, string intakeId);

    [LoggerMessage(105, LogLevel.Debug, "Alert {Rule} {Condition}: {IntakeId} is known already")]
    public static partial void ReceivedAgain(this ILogger log, string rule, AlertCondition condition, string intakeId);

    [LoggerMessage(102, LogLevel.Warning, "A request to the alert endpoint was not an alert: {Problem}")]
    public static partial void NotAnAlert(this ILogger log, string problem);

    [LoggerMessage(104, LogLevel.Error, "Alert {Rule} {Condition} could not be stored; its sender is asked to repeat it")]
    public static partial void NotStored(this ILogger log, string rule, AlertCondition condition, Exception failure);

    [LoggerMessage(103, LogLevel.Information, "Alert {Rule} {Condition}: {Disposition}, {Reason}")]
    public static partial void Placed(this ILogger log, string rule, AlertCondition condition, AlertDisposition disposition, string reason);
}
