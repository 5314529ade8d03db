using Microsoft.DurableTask;
using Microsoft.DurableTask.Entities;
using Steadfast.Functions.Guard;

namespace Steadfast.Functions.Incidents;

/// <summary>What is done at the end of every incident, whatever way it ended.</summary>
internal static class IncidentEnding
{
    /// <summary>Gives back what the incident held and tells people. What fails here is put in order by the watchdog; the record stays as it is.</summary>
    /// <param name="context">The orchestration.</param>
    /// <param name="input">What opened the incident.</param>
    /// <param name="log">Its record.</param>
    /// <param name="opening">The notice that it was opened, which nothing has waited for; null when there was none.</param>
    public static async Task EndAsync(TaskOrchestrationContext context, RecoveryInput input, IncidentLog log, Task? opening)
    {
        try
        {
            IncidentRecord record = log.Record;
            // A web server that was restarted for the database's sake does not let the database rest.
            bool acted = record.Actions.Any(action => action.Accepted is not null && action.Target == input.Target);
            bool recovered = record.Outcome is IncidentOutcome.Recovered or IncidentOutcome.NoAction;
            IncidentEnd end = new(
                context.InstanceId, input.Target, input.FailureClass, acted, recovered, input.IsManual, context.CurrentUtcDateTime, input.Limits)
            {
                Returned = log.Owed,
            };
            if (await context.Entities.CallEntityAsync<bool>(GuardEntity.Id, nameof(GuardEntity.End), end))
            {
                await AutoRepairOwnership.GiveBackAsync(context, input, log);
            }
        }
        catch (Exception failure) when (failure is TaskFailedException or EntityOperationFailedException)
        {
            log.Add($"something of this incident could not be given back ({failure.GetType().Name}); the watchdog puts it in order");
        }

        // Nobody is told of the end before the beginning.
        await TriedAsync(log, opening ?? Task.CompletedTask);
        await TriedAsync(log, IncidentNotices.ClosedAsync(context, log.Record, opening is not null));
    }

    private static async Task TriedAsync(IncidentLog log, Task notice)
    {
        try
        {
            await notice;
        }
        catch (TaskFailedException failure)
        {
            log.Add($"people could not be told ({failure.FailureDetails.ErrorType})");
        }
    }
}
