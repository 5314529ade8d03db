using Microsoft.Extensions.Logging;

namespace Steadfast.Local.Runtime;

internal static partial class Log
{
    [LoggerMessage(3301, LogLevel.Error, "Instance {InstanceId} failed: {Message}")]
    public static partial void NonDeterministic(this ILogger log, string instanceId, string message);

    [LoggerMessage(3302, LogLevel.Warning, "Activity {Activity} of instance {InstanceId} failed")]
    public static partial void ActivityFailed(this ILogger log, string activity, string instanceId, Exception failure);

    [LoggerMessage(3303, LogLevel.Critical, "The runtime stopped; nothing is run any more until it is started again: {Reason}")]
    public static partial void RuntimeFailed(this ILogger log, string reason, Exception? failure);

    [LoggerMessage(3304, LogLevel.Warning, "Entity {EntityId}: operation {Operation} failed; its changes were undone")]
    public static partial void OperationFailed(this ILogger log, string entityId, string operation, Exception failure);

    [LoggerMessage(
        3305, LogLevel.Information, "Recovered {Orchestrations} orchestrations, {Live} of them under way, and {Entities} entities")]
    public static partial void Recovered(this ILogger log, int orchestrations, int live, int entities);

    [LoggerMessage(3306, LogLevel.Error, "Function {Function} failed")]
    public static partial void FunctionFailed(this ILogger log, string function, Exception failure);

    [LoggerMessage(3307, LogLevel.Information, "Timer {Function} runs by {Schedule}")]
    public static partial void TimerScheduled(this ILogger log, string function, string schedule);

    [LoggerMessage(3308, LogLevel.Warning, "Compaction of the journal failed; it goes on growing until one succeeds")]
    public static partial void CompactionFailed(this ILogger log, Exception failure);

    [LoggerMessage(3309, LogLevel.Debug, "A message for {InstanceId} was dropped: there is no such instance")]
    public static partial void Dropped(this ILogger log, string instanceId);
}
