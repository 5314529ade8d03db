using Microsoft.DurableTask.Client;
using Steadfast.Functions.Alerts;
using Steadfast.Functions.Guard;
using Steadfast.Functions.Incidents;

namespace Steadfast.Functions.Watchdog;

/// <summary>Reads what the watchdog judges by.</summary>
internal static class WatchdogReader
{
    private static readonly OrchestrationRuntimeStatus[] Live =
        [OrchestrationRuntimeStatus.Pending, OrchestrationRuntimeStatus.Running, OrchestrationRuntimeStatus.Suspended];

    /// <summary>What the watchdog knows; nothing before its first look.</summary>
    public static async Task<WatchdogState> StateAsync(DurableTaskClient client, CancellationToken cancellation) =>
        await client.Entities.GetEntityAsync<WatchdogState>(WatchdogEntity.Id, includeState: true, cancellation) is { IncludesState: true } found ? found.State : new WatchdogState();

    public static async Task<WatchdogInput> GatherAsync(
        DurableTaskClient client, TierObservation seen, WatchdogOptions options, DateTime now, CancellationToken cancellation)
    {
        // The guard first: whoever holds something in this state was running when it was read, so one that is not running now has ended since, or is gone.
        GuardState guard = await GuardReader.ReadAsync(client, cancellation);
        List<RunningIncident> running = [];
        OrchestrationQuery open = new(InstanceIdPrefix: IncidentKey.IdPrefix, Statuses: Live);
        await foreach (OrchestrationMetadata incident in client.GetAllInstancesAsync(open).WithCancellation(cancellation))
        {
            running.Add(new(incident.InstanceId, incident.CreatedAt.UtcDateTime));
        }

        string[] holders = [.. guard.Permits.Select(permit => permit.IncidentId).Concat(guard.Hold.Holders).Distinct()];
        string[] gone = [.. holders.Except(running.Select(incident => incident.Id))];
        WatchdogState state = await StateAsync(client, cancellation);
        AwaitedAlert[] due = [.. state.Memory.Awaited.Where(awaited => WatchdogNotices.IsDue(awaited, now, options))];
        return new(now, seen, running, guard, await StillHoldingAsync(client, gone, cancellation), await AlertedAsync(client, due, cancellation), state);
    }

    // An alert that found several instances sick names none, and counts for all.
    private static async Task<IReadOnlyList<string>> AlertedAsync(DurableTaskClient client, AwaitedAlert[] due, CancellationToken cancellation)
    {
        HashSet<string> alerted = [];
        if (due.Length == 0)
        {
            return [];
        }

        OrchestrationQuery since = new(
            CreatedFrom: due.Min(awaited => awaited.SickSince), InstanceIdPrefix: AlertPolicy.IntakePrefix, FetchInputsAndOutputs: true);
        await foreach (OrchestrationMetadata intake in client.GetAllInstancesAsync(since).WithCancellation(cancellation))
        {
            if (intake is { IsCompleted: true } && intake.ReadOutputAs<AlertResult>() is { Fate: AlertDisposition.Opened or AlertDisposition.Joined } outcome)
            {
                alerted.UnionWith(due.Select(awaited => awaited.Target).Where(target => outcome.IncidentKey is null || outcome.IncidentKey == IncidentKey.ForInstance(target)));
            }
        }

        return [.. alerted];
    }

    // Most of these have ended in the meantime and given everything back; the guard, read once more, says so.
    private static async Task<IReadOnlyList<string>> StillHoldingAsync(DurableTaskClient client, string[] gone, CancellationToken cancellation)
    {
        if (gone.Length == 0)
        {
            return [];
        }

        GuardState again = await GuardReader.ReadAsync(client, cancellation);
        return [.. gone.Where(incident => again.Permits.Any(permit => permit.IncidentId == incident) || again.Hold.Holders.Contains(incident))];
    }
}
