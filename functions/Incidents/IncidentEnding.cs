using Microsoft.DurableTask;
using Microsoft.DurableTask.Entities;
using Steadfast.Functions.Guard;

namespace Steadfast.Functions.Incidents;

/// <summary>Does what every incident needs at its end, whatever its outcome.</summary>
internal static class IncidentEnding
{
    /// <summary>
    /// Gives back what the incident held and tells people. What fails here is put in order by the watchdog; the record stays as it is.
    /// </summary>
    /// <param name="abort">The order by which a person has ended it; null when nobody has.</param>
    /// <param name="opening">The notice that it was opened, which nothing has waited for; null when there was none.</param>
    public static async Task EndAsync(TaskOrchestrationContext context, RecoveryInput input, IncidentLog log, Abort? abort, Task? opening)
    {
        log.Repeats(EscalationPolicy.Repeated(log.Record, input.LastEscalation, log.FailingSince));
        bool resumes = false;
        try
        {
            resumes = await context.Entities.CallEntityAsync<bool>(GuardEntity.Id, nameof(GuardEntity.End), EndOf(context, input, log, abort));
        }
        catch (EntityOperationFailedException failure)
        {
            log.Add(StepKind.Notice, IncidentText.NotGivenBack(failure.GetType().Name));
        }

        // A person who is needed is told beside it: the platform may refuse the resumption for minutes.
        Task told = TellAsync(context, log, opening);
        if (resumes)
        {
            await GiveBackAsync(context, input, log);
        }

        await told;
    }

    private static IncidentEnd EndOf(TaskOrchestrationContext context, RecoveryInput input, IncidentLog log, Abort? abort)
    {
        IncidentRecord record = log.Record;
        // A web server that was restarted for the database's sake does not let the database rest.
        bool acted = record.Actions.Any(action => action.Accepted is not null && action.Target == input.Target);
        bool recovered = record.Outcome is IncidentOutcome.Recovered or IncidentOutcome.NoAction;
        return new(
            context.InstanceId, input.Target, input.FailureClass, acted, recovered, input.IsManual, context.CurrentUtcDateTime, input.Limits)
        {
            Returned = log.Owed,
            IsUndecided = abort is not null || record is { Outcome: IncidentOutcome.Escalated, Diagnosis: FailureKind.Unobservable },
            Left = LeftActionPolicy.AtEnd(record, input.Settings, IncidentText.HowItEnded(abort), context.CurrentUtcDateTime),
        };
    }

    private static async Task GiveBackAsync(TaskOrchestrationContext context, RecoveryInput input, IncidentLog log)
    {
        try
        {
            await AutoRepairOwnership.GiveBackAsync(context, input, log);
        }
        catch (Exception failure) when (failure is TaskFailedException or EntityOperationFailedException)
        {
            log.Add(StepKind.Notice, IncidentText.NotGivenBack(failure.GetType().Name));
        }
    }

    // Nobody is told of the end before the beginning.
    private static async Task TellAsync(TaskOrchestrationContext context, IncidentLog log, Task? opening)
    {
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
            log.Add(StepKind.Notice, IncidentText.NotTold(failure.FailureDetails.ErrorType));
        }
    }
}
