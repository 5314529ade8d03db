using Steadfast.Functions.Actions;
using Steadfast.Functions.Durable;
using Steadfast.Functions.Guard;
using Steadfast.Functions.Incidents;

namespace Steadfast.Functions.Database;

/// <summary>One failover from the request to its end.</summary>
internal static class FailoverOperation
{
    public static readonly string Kind = RepairAction.Failover.Name();

    public static Task<ActionTaken> RunAsync(
        Waits waits, RecoveryInput input, IncidentLog log, DatabaseActivities.FailoverInput request, string askedBy)
    {
        DatabaseOptions limits = input.Settings.Database;
        OperationPlan plan = new(Kind, input.Target, askedBy, limits.FailoverDeadline, limits.PollInterval);
        return PlatformOperation.RunAsync(waits, plan, new(
            () => waits.Context.CallActivityAsync<StartedOperation>(nameof(DatabaseActivities.StartFailover), request, Retries.OfActions),
            (statusUrl, poll) => waits.Context.CallActivityAsync<OperationProgress>(
                nameof(DatabaseActivities.PollFailover),
                new DatabaseActivities.PollInput(statusUrl) { Plan = poll, Trace = request.Permit.Cause?.Trace }, Retries.OfReads),
            log.ActionChanged, text => log.Add(StepKind.Waiting, IncidentText.NotStarted(Kind, input.Target, text))));
    }
}
