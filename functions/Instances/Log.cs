using Microsoft.Extensions.Logging;
using Steadfast.Functions.Actions;

namespace Steadfast.Functions.Instances;

internal static partial class Log
{
    [LoggerMessage(401, LogLevel.Information, "{AskedBy}: {Action} of instance {InstanceId} accepted")]
    public static partial void ActionAccepted(this ILogger log, string askedBy, string action, string instanceId);

    [LoggerMessage(402, LogLevel.Warning, "{AskedBy}: {Action} of instance {InstanceId} not started: {Kind}, {Detail}")]
    public static partial void NotStarted(
        this ILogger log, string askedBy, string action, string instanceId, StartKind kind, string detail);

    [LoggerMessage(
        409, LogLevel.Warning, "{AskedBy}: nobody answered for the {Action} of instance {InstanceId}, so it is looked for: {Detail}")]
    public static partial void Unanswered(this ILogger log, string askedBy, string action, string instanceId, string detail);

    [LoggerMessage(403, LogLevel.Information, "{AskedBy}: capacity of the scale set changed from {Before} to {After}")]
    public static partial void CapacityAccepted(this ILogger log, string askedBy, int before, int after);

    [LoggerMessage(404, LogLevel.Warning, "{AskedBy}: capacity of the scale set not changed: {Kind}, {Detail}")]
    public static partial void CapacityNotChanged(this ILogger log, string askedBy, StartKind kind, string detail);

    [LoggerMessage(407, LogLevel.Warning, "{AskedBy}: {Source} of instance {InstanceId} not saved: {Problem}")]
    public static partial void EvidenceMissing(this ILogger log, string askedBy, string source, string instanceId, string problem);

    [LoggerMessage(
        408, LogLevel.Warning,
        "{AskedBy}: the evidence of instance {InstanceId} is kept with the incident, as its container cannot be used ({Problem})")]
    public static partial void EvidenceNotStored(this ILogger log, string askedBy, string instanceId, string problem);
}
