using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;
using Steadfast.Functions.Guard;
using Steadfast.Functions.Incidents;
using Steadfast.Functions.Instances;

namespace Steadfast.Functions.Watchdog;

/// <summary>Gives back what an incident held that is not running any more: the automation failed on it, or a person terminated it.</summary>
public static class PutInOrderOrchestrator
{
    /// <summary>Frees the incident's permit, and resumes the scale set's own automatic repairs if it was the last to hold them.</summary>
    /// <param name="context">The orchestration.</param>
    /// <param name="incidentId">The incident.</param>
    [Function(nameof(PutInOrder))]
    public static async Task PutInOrder([OrchestrationTrigger] TaskOrchestrationContext context, string incidentId)
    {
        ILogger log = context.CreateReplaySafeLogger("Steadfast.Watchdog");
        string what = "its permit is free";
        if (await context.Entities.CallEntityAsync<bool>(GuardEntity.Id, nameof(GuardEntity.Abandon), incidentId))
        {
            var repairs = await context.CallActivityAsync<RepairsAnswer>(
                nameof(RepairActivities.ResumeRepairs), new RepairActivities.RepairsInput(incidentId), Retries.OfActions);
            what = $"{what}; {repairs.Detail}";
        }

        log.PutInOrder(incidentId, what);
    }
}
