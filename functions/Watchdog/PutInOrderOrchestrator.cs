using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;
using Steadfast.Functions.Diagnosis;
using Steadfast.Functions.Guard;
using Steadfast.Functions.Incidents;
using Steadfast.Functions.Instances;

namespace Steadfast.Functions.Watchdog;

/// <summary>Input of <see cref="PutInOrderOrchestrator.PutInOrder"/>.</summary>
/// <param name="IncidentId">The incident.</param>
public sealed record PutInOrderInput(string IncidentId) : ISingletonInput<PutInOrderInput>
{
    /// <inheritdoc/>
    public string? StartMark { get; init; }

    /// <inheritdoc/>
    public PutInOrderInput MarkedWith(string mark) => this with { StartMark = mark };
}

/// <summary>Gives back what an incident held that is not running any more: the automation failed on it, or a person terminated it.</summary>
public static class PutInOrderOrchestrator
{
    private static readonly TimeSpan Patience = TimeSpan.FromHours(1);
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    /// <summary>Frees the incident's permit, and resumes the scale set's own automatic repairs if it was the last to hold them.</summary>
    /// <param name="context">The orchestration.</param>
    /// <param name="input">The incident.</param>
    [Function(nameof(PutInOrder))]
    public static async Task PutInOrder([OrchestrationTrigger] TaskOrchestrationContext context, PutInOrderInput input)
    {
        string incidentId = input.IncidentId;
        ILogger log = context.CreateReplaySafeLogger("Steadfast.Watchdog");
        string what = "its permit is free";
        if (await context.Entities.CallEntityAsync<bool>(GuardEntity.Id, nameof(GuardEntity.Abandon), incidentId))
        {
            what = $"{what}; {await ResumeAsync(context, incidentId)}";
        }

        log.PutInOrder(incidentId, what);
    }

    // In parts of an hour, so that its history does not grow for days.
    private static async Task<string> ResumeAsync(TaskOrchestrationContext context, string incidentId)
    {
        DateTime deadline = context.CurrentUtcDateTime + Patience;
        while (true)
        {
            var repairs = await context.CallActivityAsync<RepairsAnswer>(
                nameof(RepairActivities.ResumeRepairs), new RepairActivities.RepairsInput(incidentId), Retries.OfActions);
            if (repairs.IsDone)
            {
                await context.Entities.CallEntityAsync(GuardEntity.Id, nameof(GuardEntity.RepairsResumed), incidentId);
                return repairs.Detail;
            }

            if (context.CurrentUtcDateTime >= deadline)
            {
                return $"{repairs.Detail}; the watchdog begins anew";
            }

            await context.CreateTimer(DecisionPolicy.Pause(Pause, repairs.RetryAfter), CancellationToken.None);
        }
    }
}
