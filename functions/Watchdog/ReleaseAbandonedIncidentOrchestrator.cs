using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using Steadfast.Functions.Actions;
using Steadfast.Functions.Durable;
using Steadfast.Functions.Guard;
using Steadfast.Functions.Incidents;

namespace Steadfast.Functions.Watchdog;

/// <summary>Carries the input of <see cref="ReleaseAbandonedIncidentOrchestrator.ReleaseAbandonedIncident"/>.</summary>
public sealed record PutInOrderInput(string IncidentId) : ISingleInstanceInput<PutInOrderInput>
{
    /// <inheritdoc/>
    public string? StartMark { get; init; }

    /// <summary>Gets the longest wait, from the settings of whoever starts it.</summary>
    public TimeSpan MaxWait { get; init; } = TimeSpan.FromMinutes(2);

    /// <inheritdoc/>
    public PutInOrderInput MarkedWith(string mark) => this with { StartMark = mark };
}

/// <summary>
/// Gives back what an incident held that is not running any more: the automation failed on it, or a person terminated it.
/// </summary>
public static class ReleaseAbandonedIncidentOrchestrator
{
    private static readonly TimeSpan GiveUpAfter = TimeSpan.FromHours(1);
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Frees the incident's permit unless its action may still run on the platform, and resumes the scale set's own automatic repairs if it
    /// was the last to hold them.
    /// </summary>
    [Function(nameof(ReleaseAbandonedIncident))]
    public static async Task ReleaseAbandonedIncident([OrchestrationTrigger] TaskOrchestrationContext context, PutInOrderInput input)
    {
        string incidentId = input.IncidentId;
        ILogger log = context.CreateReplaySafeLogger("Steadfast.Watchdog");
        IncidentGone gone = await context.CallActivityAsync<IncidentGone>(
            nameof(AbandonedActivities.ReadAbandoned), incidentId, Retries.OfReads);
        string what = WhatOfPermit(gone.Left);
        if (await context.Entities.CallEntityAsync<bool>(GuardEntity.Id, nameof(GuardEntity.Abandon), gone))
        {
            what = $"{what}; {await ResumeAsync(new(context, input.MaxWait), incidentId)}";
        }

        log.ReleaseAbandonedIncident(incidentId, what);
    }

    private static string WhatOfPermit(LeftAction? left)
    {
        if (left is null)
        {
            return "its permit is free";
        }

        return $"its action may still run, so its permit is kept until {GuardText.Date(left.Until)}";
    }

    // In parts of an hour, so that its history does not grow for days.
    private static async Task<string> ResumeAsync(Waits waits, string incidentId)
    {
        DateTime deadline = waits.Now + GiveUpAfter;
        bool isAskedFor = false;
        while (true)
        {
            AutoRepairActivities.RepairsInput input = new(incidentId) { IsAskedFor = isAskedFor };
            var repairs = await waits.Context.CallActivityAsync<RepairsAnswer>(
                nameof(AutoRepairActivities.ResumeRepairs), input, Retries.OfActions);
            isAskedFor |= repairs.IsAskedFor;
            TimeSpan? pause = waits.Until(deadline, Pause, repairs.RetryAfter);
            if (repairs.IsDone || (repairs.CountsAsResumed && (repairs.IsRefused || pause is null)))
            {
                await waits.Context.Entities.CallEntityAsync(GuardEntity.Id, nameof(GuardEntity.RepairsResumed), incidentId);
                return repairs.Detail;
            }

            if (pause is null)
            {
                return $"{repairs.Detail}; the watchdog begins anew";
            }

            await waits.PauseAsync(pause.Value);
        }
    }
}

/// <summary>Reads what an incident has left behind that is not running any more.</summary>
public sealed class AbandonedActivities(SettingsReader settings, TimeProvider clock)
{
    /// <summary>
    /// Reads the incident, with the action that may still run on the platform. One that is not kept any more ended long ago, and its action
    /// with it.
    /// </summary>
    [Function(nameof(ReadAbandoned))]
    public async Task<IncidentGone> ReadAbandoned(
        [ActivityTrigger] string incidentId, [DurableClient] DurableTaskClient client, CancellationToken cancellation)
    {
        IncidentSettings limits = settings.Read();
        DateTime now = clock.GetUtcNow().UtcDateTime;
        GuardState guard = await GuardReader.ReadAsync(client, cancellation);
        Permit? permit = guard.Permits.FirstOrDefault(held => held.IsHeldBy(incidentId, held.Target));
        if (permit is null || await IncidentReader.MetadataAsync(client, incidentId, cancellation) is not { } found)
        {
            return new(incidentId, null, now, limits.Guard);
        }

        LeftAction? left = LeftActionPolicy.OfGone(permit, IncidentReader.Read(found)!, limits, HowItEnded(found.RuntimeStatus), now);
        return new(incidentId, left, now, limits.Guard);
    }

    private static string HowItEnded(OrchestrationRuntimeStatus status) => status switch
    {
        OrchestrationRuntimeStatus.Terminated => "was terminated",
        OrchestrationRuntimeStatus.Failed => "failed",
        _ => "is over",
    };
}
