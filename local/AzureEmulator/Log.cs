using Microsoft.Extensions.Logging;

namespace Steadfast.Local.AzureEmulator;

internal static partial class Log
{
    [LoggerMessage(401, LogLevel.Error, "{What} failed")]
    public static partial void BackgroundWorkFailed(this ILogger log, Exception failure, string what);

    [LoggerMessage(402, LogLevel.Information, "Operation {Operation} on {Target} started")]
    public static partial void OperationStarted(this ILogger log, string operation, string target);

    [LoggerMessage(403, LogLevel.Information, "Operation {Operation} on {Target} ended: {Status}")]
    public static partial void OperationEnded(this ILogger log, string operation, string target, string status);

    [LoggerMessage(404, LogLevel.Warning, "Instance {InstanceId} could not be stopped in order; it is started all the same")]
    public static partial void StopFailed(this ILogger log, Exception failure, string instanceId);

    [LoggerMessage(405, LogLevel.Information, "Instance {InstanceId} is {Health}")]
    public static partial void HealthChanged(this ILogger log, string instanceId, string health);

    [LoggerMessage(406, LogLevel.Information, "Alert {Rule} {Condition} for {Dimension}, value {Value}")]
    public static partial void AlertChanged(this ILogger log, string rule, string condition, string dimension, double value);

    [LoggerMessage(407, LogLevel.Information, "Receiver {Receiver}: attempt {Attempt} of alert {AlertId} gave {Outcome}")]
    public static partial void Delivered(this ILogger log, string receiver, int attempt, string alertId, string outcome);

    [LoggerMessage(408, LogLevel.Warning, "Receiver {Receiver} failed every attempt and is left alone until {Until}")]
    public static partial void ReceiverSilenced(this ILogger log, string receiver, DateTimeOffset until);

    [LoggerMessage(409, LogLevel.Error, "{Method} {Path} failed")]
    public static partial void RequestFailed(this ILogger log, Exception failure, string method, string path);

    [LoggerMessage(410, LogLevel.Error, "Operation {Operation} on {Target} broke")]
    public static partial void OperationBroke(this ILogger log, Exception failure, string operation, string target);

    [LoggerMessage(411, LogLevel.Warning, "The database could not be handed over in order; the failover is forced")]
    public static partial void HandoverFailed(this ILogger log, Exception failure);

    [LoggerMessage(412, LogLevel.Error, "The database servers could not do what the operation asked for")]
    public static partial void DatabaseActionFailed(this ILogger log, Exception failure);

    [LoggerMessage(413, LogLevel.Warning, "The standby could not be restored; it is tried again")]
    public static partial void StandbyNotRestored(this ILogger log, Exception failure);
}
