using Microsoft.DurableTask.Client;
using Steadfast.Functions.Alerts;
using Steadfast.Functions.Durable;
using Steadfast.Functions.Guard;
using Steadfast.Functions.Incidents;

namespace Steadfast.Functions.Watchdog;

/// <summary>Reads what the watchdog judges by.</summary>
internal static class WatchdogReader
{
    private static readonly OrchestrationRuntimeStatus[] HasEnded = [
        OrchestrationRuntimeStatus.Completed, OrchestrationRuntimeStatus.Failed];

    private static readonly TimeSpan BeforeSick = TimeSpan.FromMinutes(5);

    /// <summary>Reads the watchdog's memory; empty before its first look.</summary>
    public static async Task<WatchdogState> StateAsync(DurableTaskClient client, CancellationToken cancellation)
    {
        var found = await client.Entities.GetEntityAsync<WatchdogState>(WatchdogEntity.Id, includeState: true, cancellation);
        if (found is { IncludesState: true })
        {
            return found.State;
        }

        return new();
    }

    public static async Task<WatchdogInput> GatherAsync(
        DurableTaskClient client, TierObservation seen, WatchdogOptions options, GuardOptions limits, DateTime claimed,
        CancellationToken cancellation)
    {
        WatchdogState state = await StateAsync(client, cancellation);
        // The guard first: whoever holds something in this state was running when it was read, so one that is not running now has ended
        // since, or is gone.
        GuardState guard = await GuardReader.ReadAsync(client, cancellation);
        DateTime now = GuardClock.Believe(guard, claimed);
        List<RunningIncident> running = [];
        OrchestrationQuery open = new(InstanceIdPrefix: IncidentKey.IdPrefix, Statuses: SingleInstance.Live);
        await foreach (OrchestrationMetadata incident in client.GetAllInstancesAsync(open).WithCancellation(cancellation))
        {
            if (incident.Name == IncidentKey.Orchestration && !guard.HasGivenUp(incident.InstanceId))
            {
                running.Add(await RunningAsync(client, incident, now, options, cancellation));
            }
        }

        // What an incident has left behind at its end is not held by anybody, and runs out by itself.
        string[] holders = [
            .. guard.Permits.Where(permit => permit.Left is null)
                .Select(permit => permit.IncidentId).Concat(guard.Hold.Holders).Distinct()];
        string[] gone = [.. holders.Except(running.Select(incident => incident.Id))];
        AwaitedAlert[] due = [.. state.Memory.Awaited.Where(awaited => WatchdogNotices.IsDue(awaited, now, options))];
        IReadOnlyList<string> holding = await StillHoldingAsync(client, gone, cancellation);
        return new(now, seen, running, guard, holding, await AlertedAsync(client, due, cancellation), state)
        {
            GoneSince = await OpenedAsync(client, holding, cancellation),
            Limits = limits,
            Ended = await EndedAsync(client, state.Memory, cancellation),
        };
    }

    // Only of one that is open for long, or of which nothing has been heard for a while, the record is read.
    private static async Task<RunningIncident> RunningAsync(
        DurableTaskClient client, OrchestrationMetadata incident, DateTime now, WatchdogOptions options, CancellationToken cancellation)
    {
        RunningIncident running = new(
            incident.InstanceId, incident.CreatedAt.UtcDateTime, incident.LastUpdatedAt.UtcDateTime, incident.RuntimeStatus);
        bool isQuiet = now - running.UpdatedAt >= options.StuckAfter / 2;
        if (running.Status != OrchestrationRuntimeStatus.Running || (!isQuiet && now - running.Since < options.LongIncident))
        {
            return running;
        }

        IncidentRecord? record = await IncidentReader.FindAsync(client, running.Id, cancellation);
        return running with
        {
            IsWaitingForApproval = record is { Awaiting: not null },
            IsClosed = record is { Outcome: not IncidentOutcome.Open },
        };
    }

    /// <summary>
    /// Reads the incidents that have ended since the first of the targets that are sick became so, or not long before: one that no look has
    /// seen has lasted for less than the time between two, and its target may have been sick for a while before the first look at that.
    /// </summary>
    public static async Task<IReadOnlyList<EndedIncident>> EndedAsync(
        DurableTaskClient client, WatchdogMemory memory, CancellationToken cancellation)
    {
        List<EndedIncident> ended = [];
        if (memory.Targets.Min(target => target.SickSince) is { } first)
        {
            OrchestrationQuery since = new(CreatedFrom: first - BeforeSick, InstanceIdPrefix: IncidentKey.IdPrefix, Statuses: HasEnded);
            await foreach (OrchestrationMetadata incident in client.GetAllInstancesAsync(since).WithCancellation(cancellation))
            {
                ended.Add(await EndedAsync(client, memory, new(incident.InstanceId, incident.LastUpdatedAt.UtcDateTime), cancellation));
            }
        }

        return ended;
    }

    // Only of one that ended before its target was first seen sick the record is read: whether it was about this fault.
    private static async Task<EndedIncident> EndedAsync(
        DurableTaskClient client, WatchdogMemory memory, EndedIncident incident, CancellationToken cancellation)
    {
        WatchedTarget? target = memory.Targets.FirstOrDefault(
            watched => incident.Id.StartsWith(IncidentKey.Prefix(IncidentKey.ForInstance(watched.Target)), StringComparison.Ordinal));
        if (!incident.EndedBeforeFirstLook(target))
        {
            return incident;
        }

        IncidentRecord? record = await IncidentReader.FindAsync(client, incident.Id, cancellation);
        return incident with { IsUnresolved = record?.Outcome is IncidentOutcome.Refused or IncidentOutcome.Escalated };
    }

    // An alert that found several instances sick names none, and counts for all.
    private static async Task<IReadOnlyList<string>> AlertedAsync(
        DurableTaskClient client, AwaitedAlert[] due, CancellationToken cancellation)
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
            if (intake is { IsCompleted: true }
                && intake.ReadOutputAs<AlertResult>() is { Disposition: AlertDisposition.Opened or AlertDisposition.Joined } outcome)
            {
                alerted.UnionWith(
                    due.Select(awaited => awaited.Target)
                        .Where(target => outcome.IncidentKey is null || outcome.IncidentKey == IncidentKey.ForInstance(target)));
            }
        }

        return [.. alerted];
    }

    private static async Task<Dictionary<string, DateTime>> OpenedAsync(
        DurableTaskClient client, IReadOnlyList<string> incidents, CancellationToken cancellation)
    {
        Dictionary<string, DateTime> opened = [];
        foreach (string incident in incidents)
        {
            if (await client.GetInstanceAsync(incident, getInputsAndOutputs: false, cancellation) is { } found)
            {
                opened[incident] = found.CreatedAt.UtcDateTime;
            }
        }

        return opened;
    }

    // Most of these have ended in the meantime and given everything back; the guard, read once more, says so.
    private static async Task<IReadOnlyList<string>> StillHoldingAsync(
        DurableTaskClient client, string[] gone, CancellationToken cancellation)
    {
        if (gone.Length == 0)
        {
            return [];
        }

        GuardState again = await GuardReader.ReadAsync(client, cancellation);
        return [
            .. gone.Where(
                incident =>
                    again.Permits.Any(permit => permit.IsHeldBy(incident, permit.Target)) || again.Hold.Holders.Contains(incident))];
    }
}
