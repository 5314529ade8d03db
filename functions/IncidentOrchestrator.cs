using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Entities;
using Steadfast.Functions.Database;
using Steadfast.Functions.Incidents;
using Steadfast.Functions.Instances;

namespace Steadfast.Functions;

/// <summary>
/// Observes, diagnoses, decides, asks the guard, acts, verifies, closes. Every action, the second as well as the first, follows from a
/// fresh diagnosis.
/// </summary>
public static class IncidentOrchestrator
{
    /// <summary>Handles one incident from the first look to the close.</summary>
    [Function(IncidentKey.Orchestration)]
    public static async Task<IncidentRecord> Incident([OrchestrationTrigger] TaskOrchestrationContext context, RecoveryInput input)
    {
        IncidentLog log = new(context, input);
        IncidentLoop loop = new(context, input, log);
        try
        {
            await loop.RunAsync(input.Target == IncidentKey.Database
                ? new DatabaseTarget(context, input, log, loop.Inbox)
                : new InstanceTarget(context, input, log, loop.Inbox));
        }
        catch (Exception failure) when (failure is TaskFailedException or EntityOperationFailedException)
        {
            // A person must know, and what was suspended for the incident must be resumed all the same.
            log.TellsNews();
            log.Close(IncidentOutcome.Escalated, IncidentText.AutomationFailed(failure.GetType().Name));
        }

        loop.Inbox.Close();
        await IncidentEnding.EndAsync(context, input, log, loop.Inbox.Aborted, loop.Opening);
        return log.Record.ForOutput();
    }
}
