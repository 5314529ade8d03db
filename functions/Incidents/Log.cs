using Microsoft.Extensions.Logging;
using Steadfast.Functions.Guard;

namespace Steadfast.Functions.Incidents;

internal static partial class Log
{
    [LoggerMessage(304, LogLevel.Information, "{IncidentId}: {What} by operator {By}")]
    public static partial void Answered(this ILogger log, string incidentId, string what, string by);

    [LoggerMessage(303, LogLevel.Information, "{By} ordered {Rung} of instance {InstanceId}: {What}")]
    public static partial void Ordered(this ILogger log, string by, RepairAction rung, string instanceId, string what);

    [LoggerMessage(301, LogLevel.Information, "{IncidentId}: {Text}")]
    public static partial void Step(this ILogger log, string incidentId, string text);

    [LoggerMessage(405, LogLevel.Information, "{AskedBy}: automatic repairs of the scale set: {Wanted} asked for")]
    public static partial void RepairsAskedFor(this ILogger log, string askedBy, string wanted);

    [LoggerMessage(406, LogLevel.Warning, "{AskedBy}: automatic repairs of the scale set: {Detail}")]
    public static partial void RepairsNotSet(this ILogger log, string askedBy, string detail);
}
