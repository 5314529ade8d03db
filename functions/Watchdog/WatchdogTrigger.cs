using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Steadfast.Functions.Durable;
using Steadfast.Functions.Guard;
using Steadfast.Functions.Incidents;
using Steadfast.Functions.Instances;
using Steadfast.Functions.Notifications;

namespace Steadfast.Functions.Watchdog;

/// <summary>
/// Looks at regular times, so that a fault is found even when no alert comes. Every step may be repeated: a watchdog that is killed does
/// the same again at the next tick, and nothing happens twice.
/// </summary>
public sealed class WatchdogTrigger(
    InstanceObserver look, LeftActionReader left, WantedInstancesReader wanted, SettingsReader settings,
    IOptionsMonitor<WatchdogOptions> options, TimeProvider clock, ILogger<WatchdogTrigger> log)
{
    private const string Me = "watchdog";

    /// <summary>Looks once. The app setting <c>WatchdogSchedule</c> says when: every 15 s on Azure.</summary>
    /// <param name="cancellation">Ends the look; the next tick does it again.</param>
    [Function("Watchdog")]
    public async Task ObserveAsync(
        [TimerTrigger("%WatchdogSchedule%")] TimerInfo timer, [DurableClient] DurableTaskClient client, CancellationToken cancellation)
    {
        TierObservation seen = await look.ObserveAsync(Me, target: null, notBefore: null, cancellation);
        WatchdogOptions limits = options.CurrentValue;
        WatchdogInput facts = await WatchdogReader.GatherAsync(
            client, seen, limits, settings.Read().Guard, clock.GetUtcNow().UtcDateTime, cancellation);
        facts = facts with { Wanted = await wanted.ReadAsync(facts, limits, cancellation) };
        WatchdogPlan plan = WatchdogPolicy.Look(facts, limits);
        // First, because what is handed over twice is told once, and what was done before it was told nobody would hear of.
        foreach (Notice notice in plan.Notices)
        {
            log.Noticed(notice.Kind, notice.Text);
            await NotificationActivities.HandOverAsync(client, await KeyedAsync(client, notice, cancellation), cancellation);
        }

        await TellGuardAsync(client, facts, plan, cancellation);
        await TriedAsync("what incidents have left behind", () => FreeLeftAsync(client, facts.Guard, cancellation), cancellation);
        foreach (StuckRemedy remedy in plan.Stuck)
        {
            await TriedAsync(remedy.IncidentId, () => FreeAsync(client, remedy, cancellation), cancellation);
        }

        List<WatchOpening> opened = [];
        foreach (WatchOpening opening in plan.Openings)
        {
            if (await TriedAsync(opening.Target, () => OpenAsync(client, opening, seen, cancellation), cancellation))
            {
                opened.Add(opening);
            }
        }

        foreach (string incident in facts.Gone)
        {
            await TriedAsync(incident, () => PutInOrderAsync(client, incident, cancellation), cancellation);
        }

        // Last, so that whatever was not done is seen as not done at the next tick.
        WatchdogMemory memory = WatchdogPolicy.Opened(plan.Memory, opened, facts.Now);
        await client.Entities.SignalEntityAsync(WatchdogEntity.Id, nameof(WatchdogEntity.Looked), memory, cancellation: cancellation);
    }

    // Under the key of its incident, so that the end of that resolves it.
    private static async Task<Notice> KeyedAsync(DurableTaskClient client, Notice notice, CancellationToken cancellation)
    {
        if (notice.IncidentId is not { } incident)
        {
            return notice;
        }

        try
        {
            if (await IncidentReader.SignalAsync(client, incident, cancellation) is { } signal)
            {
                return notice with { Key = NoticeKey.Of(incident, signal) };
            }
        }
        catch (Exception) when (!cancellation.IsCancellationRequested)
        {
            // A record of another version may not be readable.
        }

        // It is told all the same, and a person closes the alert.
        return notice with { Key = notice.Id };
    }

    // One that fails must not keep the watchdog from all others; it is seen as not done at the next tick.
    private async Task<bool> TriedAsync(string what, Func<Task<bool>> act, CancellationToken cancellation)
    {
        try
        {
            return await act();
        }
        catch (Exception failure) when (!cancellation.IsCancellationRequested)
        {
            log.NotDone(what, failure);
            return false;
        }
    }

    private async Task<bool> FreeAsync(DurableTaskClient client, StuckRemedy remedy, CancellationToken cancellation)
    {
        if (remedy.GiveUp)
        {
            await StuckIncidents.GiveUpAsync(client, remedy.IncidentId, remedy.Why, clock, cancellation);
        }
        else
        {
            await client.ResumeInstanceAsync(remedy.IncidentId, Me, cancellation);
        }

        return true;
    }

    private Task<bool> PutInOrderAsync(DurableTaskClient client, string incident, CancellationToken cancellation) =>
        SingleInstance.StartAsync(
            client, nameof(ReleaseAbandonedIncidentOrchestrator.ReleaseAbandonedIncident), $"put-in-order-{incident}",
            new PutInOrderInput(incident) { MaxWait = settings.Read().Recovery.MaxWait }, cancellation);

    private async Task<bool> FreeLeftAsync(DurableTaskClient client, GuardState guard, CancellationToken cancellation)
    {
        foreach (LeftActionEnd ended in await left.FindEndedAsync(guard, cancellation))
        {
            await client.Entities.SignalEntityAsync(GuardEntity.Id, nameof(GuardEntity.LeftEnded), ended, cancellation: cancellation);
        }

        return true;
    }

    private async Task TellGuardAsync(DurableTaskClient client, WatchdogInput facts, WatchdogPlan plan, CancellationToken cancellation)
    {
        WatchdogCheck last = plan.Memory.Last!;
        TierCount tier = new(last.Sick, last.Total, clock.GetUtcNow().UtcDateTime, settings.Read().Guard);
        if (GuardCommands.WouldChange(facts.Guard, tier))
        {
            await client.Entities.SignalEntityAsync(GuardEntity.Id, nameof(GuardEntity.Seen), tier, cancellation: cancellation);
        }

        if (plan.ExpiredLease is { } lease)
        {
            await client.Entities.SignalEntityAsync(GuardEntity.Id, nameof(GuardEntity.LeaseReported), lease, cancellation: cancellation);
        }
    }

    private async Task<bool> OpenAsync(DurableTaskClient client, WatchOpening opening, TierObservation seen, CancellationToken cancellation)
    {
        RecoveryInput input = new(
            IncidentKey.ForInstance(opening.Target), opening.Target, Me, opening.FirstFailure, SignalId: null, clock.GetUtcNow(),
            settings.Read(), Order: null, opening.Flapping)
        {
            Seen = seen.About(opening.Target),
        };
        bool isNew = (await IncidentStart.OpenAsync(client, input, complete: null, cancellation)).IsNew;
        if (isNew)
        {
            log.OpenedWithoutAlert(opening.Target, opening.FirstFailure, opening.Flapping ?? "sick");
        }

        return isNew;
    }
}
