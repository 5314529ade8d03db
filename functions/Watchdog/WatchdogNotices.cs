using Steadfast.Functions.Notifications;

namespace Steadfast.Functions.Watchdog;

/// <summary>What people are told once: what is stuck, forgotten or missing. Pure.</summary>
public static class WatchdogNotices
{
    private const int MaxNoticed = 300;
    private const int SilentRounds = 3;

    /// <summary>The plan with its notices, and with the memory that they were given.</summary>
    /// <param name="plan">The plan without notices.</param>
    /// <param name="facts">What is known.</param>
    /// <param name="options">What the watchdog waits for.</param>
    public static WatchdogPlan Add(WatchdogPlan plan, WatchdogInput facts, WatchdogOptions options)
    {
        WatchdogMemory memory = plan.Memory;
        AwaitedAlert[] due = [.. memory.Awaited.Where(awaited => IsDue(awaited, facts.Now, options))];
        AwaitedAlert[] missing = [.. due.Where(awaited => !facts.Alerted.Contains(awaited.Target))];
        Notice[] given =
        [
            .. LongIncidents(facts, options), .. LongRefusals(facts, options), .. MissingAlerts(missing, facts, options), .. LeftBehind(facts),
            .. ExpiredLease(facts), .. Silence(memory, facts, options), .. plan.Stuck.Select(remedy => remedy.Notice),
        ];
        Notice[] fresh = [.. given.Where(notice => !memory.Noticed.Contains(notice.Id))];
        return plan with
        {
            Memory = memory with
            {
                Awaited = [.. memory.Awaited.Except(due)],
                Noticed = [.. memory.Noticed.Concat(fresh.Select(notice => notice.Id)).TakeLast(MaxNoticed)],
            },
            Notices = fresh,
            ExpiredLease = facts.Guard.Lease is { } lease && !lease.IsHeld(facts.Now) ? lease : null,
        };
    }

    /// <summary>Whether an alert should have come by now.</summary>
    /// <param name="awaited">The alert.</param>
    /// <param name="now">The moment, UTC.</param>
    /// <param name="options">What the watchdog waits for.</param>
    public static bool IsDue(AwaitedAlert awaited, DateTime now, WatchdogOptions options) => now - awaited.OpenedAt >= options.AlertGrace;

    private static IEnumerable<Notice> LongIncidents(WatchdogInput facts, WatchdogOptions options) => facts.Running
        .Where(incident => facts.Now - incident.Since >= options.LongIncident)
        .Select(incident => new Notice($"long-{incident.Id}", NoticeKind.LongIncident, "automation",
            $"incident {incident.Id} has been open since {incident.Since:u}, for more than {Text(options.LongIncident)}", facts.Now, incident.Id));

    private static IEnumerable<Notice> LongRefusals(WatchdogInput facts, WatchdogOptions options) => facts.Guard.Refusals
        .Where(refused => refused.Last - refused.Since >= options.LongRefusal)
        .Select(refused => new Notice($"refused-{refused.Target}-{Stamp(refused.Since)}", NoticeKind.RefusedForLong, $"instance {refused.Target}",
            $"{refused.Refusal.Reason} (since {refused.Since:u}, {refused.Count} times)", facts.Now, refused.IncidentId));

    // One notice for all of one look: when the alerts of a whole tier are missing, it is one fault.
    private static IEnumerable<Notice> MissingAlerts(AwaitedAlert[] missing, WatchdogInput facts, WatchdogOptions options)
    {
        if (missing.Length > 0)
        {
            string who = string.Join(", ", missing.Take(20).Select(awaited => awaited.Target)) + (missing.Length > 20 ? ", ..." : "");
            yield return new($"alert-missing-{missing[0].Target}-{Stamp(missing[0].OpenedAt)}", NoticeKind.AlertMissing, "alerts",
                $"the watchdog found {missing.Length} sick ({who}), and no alert came within {Text(options.AlertGrace)}", facts.Now);
        }
    }

    private static IEnumerable<Notice> LeftBehind(WatchdogInput facts) => facts.Gone.Select(incident => new Notice(
        $"left-{incident}", NoticeKind.ReleaseAbandonedIncident, "automation", $"incident {incident} ended without giving back what it held; that is put in order now", facts.Now, incident));

    private static IEnumerable<Notice> ExpiredLease(WatchdogInput facts)
    {
        if (facts.Guard.Lease is { } lease && !lease.IsHeld(facts.Now))
        {
            yield return new($"lease-{Stamp(lease.Until)}", NoticeKind.LeaseExpired, "deployment lease",
                $"the deployment lease of {lease.Owner} ran out at {lease.Until:u} and was not released", facts.Now);
        }
    }

    private static IEnumerable<Notice> Silence(WatchdogMemory memory, WatchdogInput facts, WatchdogOptions options)
    {
        DateTime? heard = facts.State.Synthetic?.ReceivedAt ?? memory.Began;
        if (options.SyntheticEvery > TimeSpan.Zero && heard is { } last && facts.Now - last >= options.SyntheticEvery * SilentRounds)
        {
            yield return new($"silent-{Stamp(last)}", NoticeKind.AlertPathSilent, "alerts",
                $"no synthetic alert has come since {last:u}, and one is due every {Text(options.SyntheticEvery)}: real alerts may not come either", facts.Now);
        }
    }

    private static string Text(TimeSpan time) => time switch
    {
        { TotalHours: >= 1 } => $"{time.TotalHours:0.##} h",
        { TotalMinutes: >= 1 } => $"{time.TotalMinutes:0.##} min",
        _ => $"{time.TotalSeconds:0.##} s",
    };

    private static string Stamp(DateTime moment) => $"{moment:yyyyMMdd'T'HHmmssfff}";
}
