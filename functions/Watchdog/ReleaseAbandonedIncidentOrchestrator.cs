using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;
using Steadfast.Functions.Actions;
using Steadfast.Functions.Durable;
using Steadfast.Functions.Guard;
using Steadfast.Functions.Incidents;

namespace Steadfast.Functions.Watchdog;

/// <summary>Input of <see cref="ReleaseAbandonedIncidentOrchestrator.ReleaseAbandonedIncident"/>.</summary>
/// <param name="IncidentId">The incident.</param>
public sealed record PutInOrderInput(string IncidentId) : ISingleInstanceInput<PutInOrderInput>
{
    /// <inheritdoc/>
    public string? StartMark { get; init; }

    /// <inheritdoc/>
    public PutInOrderInput MarkedWith(string mark) => this with { StartMark = mark };
}

/// <summary>Gives back what an incident held that is not running any more: the automation failed on it, or a person terminated it.</summary>
public static class ReleaseAbandonedIncidentOrchestrator
{
    private static readonly TimeSpan MaxWait = TimeSpan.FromHours(1);
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    /// <summary>Frees the incident's permit, and resumes the scale set's own automatic repairs if it was the last to hold them.</summary>
    /// <param name="context">The orchestration.</param>
    /// <param name="input">The incident.</param>
    [Function(nameof(ReleaseAbandonedIncident))]
    public static async Task ReleaseAbandonedIncident([OrchestrationTrigger] TaskOrchestrationContext context, PutInOrderInput input)
    {
        string incidentId = input.IncidentId;
        ILogger log = context.CreateReplaySafeLogger("Steadfast.Watchdog");
        string what = "its permit is free";
        if (await context.Entities.CallEntityAsync<bool>(GuardEntity.Id, nameof(GuardEntity.Abandon), incidentId))
        {
            what = $"{what}; {await ResumeAsync(context, incidentId)}";
        }

        log.ReleaseAbandonedIncident(incidentId, what);
    }

    // In parts of an hour, so that its history does not grow for days.
    private static async Task<string> ResumeAsync(TaskOrchestrationContext context, string incidentId)
    {
        DateTime deadline = context.CurrentUtcDateTime + MaxWait;
        while (true)
        {
            var repairs = await context.CallActivityAsync<RepairsAnswer>(
                nameof(AutoRepairActivities.ResumeRepairs), new AutoRepairActivities.RepairsInput(incidentId), Retries.OfActions);
            if (repairs.IsDone)
            {
                await context.Entities.CallEntityAsync(GuardEntity.Id, nameof(GuardEntity.RepairsResumed), incidentId);
                return repairs.Detail;
            }

            if (context.CurrentUtcDateTime >= deadline)
            {
                return $"{repairs.Detail}; the watchdog begins anew";
            }

            await context.CreateTimer(CheckPause.For(Pause, repairs.RetryAfter), CancellationToken.None);
        }
    }
}
