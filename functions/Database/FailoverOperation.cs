using Microsoft.DurableTask;
using Steadfast.Functions.Actions;
using Steadfast.Functions.Durable;
using Steadfast.Functions.Incidents;

namespace Steadfast.Functions.Database;

/// <summary>One failover from the request to its end.</summary>
internal static class FailoverOperation
{
    public const string Kind = "failover";

    public static Task<ActionTaken> RunAsync(
        TaskOrchestrationContext context, RecoveryInput input, IncidentLog log, DatabaseActivities.FailoverInput request, string askedBy)
    {
        DatabaseOptions limits = input.Settings.Database;
        OperationPlan plan = new(Kind, input.Target, askedBy, limits.FailoverDeadline, limits.PollInterval);
        return PlatformOperation.RunAsync(context, plan, new(
            () => context.CallActivityAsync<StartedOperation>(nameof(DatabaseActivities.StartFailover), request, Retries.OfActions),
            (statusUrl, poll) => context.CallActivityAsync<OperationProgress>(
                nameof(DatabaseActivities.PollFailover), new DatabaseActivities.PollInput(statusUrl) { Plan = poll }, Retries.OfReads),
            log.ActionChanged, log.Add));
    }
}
