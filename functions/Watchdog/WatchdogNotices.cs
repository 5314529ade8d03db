using Steadfast.Functions.Guard;
using Steadfast.Functions.Notifications;
using Steadfast.Functions.Platform;

namespace Steadfast.Functions.Watchdog;

/// <summary>Finds what people are told once: what is stuck, forgotten or missing. Pure.</summary>
public static class WatchdogNotices
{
    private const int MaxNoticed = 300;
    private const int SilentRounds = 3;
    private static readonly TimeSpan MissingAgain = TimeSpan.FromHours(2);
    private const string Automation = "automation";
    private const string Alerts = "alerts";
    private const string ScaleSet = "scale set";

    /// <summary>Returns the plan with its notices, and with the memory that they were given.</summary>
    public static WatchdogPlan Add(WatchdogPlan plan, WatchdogInput facts, WatchdogOptions options)
    {
        WatchdogMemory memory = plan.Memory;
        AwaitedAlert[] due = [.. memory.Awaited.Where(awaited => IsDue(awaited, facts.Now, options))];
        AwaitedAlert[] missing = [.. due.Where(awaited => !facts.Alerted.Contains(awaited.Target))];
        int? tooFew = MissingInstancesPolicy.ToTell(memory.Count!, facts, options);
        Notice[] given =
        [
            .. LongIncidents(facts, options), .. LongRefusals(facts, options), .. MissingAlerts(missing, facts, options),
            .. LeftBehind(facts), .. ExpiredLease(facts), .. Silence(memory, facts, options), .. Missing(tooFew, memory, facts),
            .. plan.Stuck.Select(remedy => remedy.Notice),
        ];
        Notice[] fresh = [.. given.Where(notice => !memory.Noticed.Contains(notice.Id))];
        return plan with
        {
            Memory = memory with
            {
                Awaited = [.. memory.Awaited.Except(due)],
                Count = memory.Count! with { Told = tooFew ?? memory.Count.Told },
                ToldOfMissing = fresh.Any(notice => notice.Kind == NoticeKind.AlertMissing) ? facts.Now : memory.ToldOfMissing,
                Noticed = [.. memory.Noticed.Concat(fresh.Select(notice => notice.Id)).TakeLast(MaxNoticed)],
            },
            Notices = fresh,
            ExpiredLease = Expired(facts),
        };
    }

    /// <summary>Tells whether an alert should have come by now.</summary>
    public static bool IsDue(AwaitedAlert awaited, DateTime now, WatchdogOptions options) => now - awaited.OpenedAt >= options.AlertGrace;

    private static IEnumerable<Notice> LongIncidents(WatchdogInput facts, WatchdogOptions options) => facts.Running
        .Where(incident => !incident.IsClosed && facts.Now - incident.Since >= options.LongIncident)
        .Select(incident => NoticeOf($"long-{incident.Id}-{Stamp(incident.Since)}", NoticeKind.LongIncident, Automation,
            WatchdogText.LongIncident(incident.Id, incident.Since, options.LongIncident), facts.Now, incident.Id));

    private static IEnumerable<Notice> LongRefusals(WatchdogInput facts, WatchdogOptions options) => facts.Guard.Refusals
        .Where(refused => refused.Last - refused.Since >= options.LongRefusal)
        .Select(refused => NoticeOf($"refused-{refused.Target}-{Stamp(refused.Since)}", NoticeKind.RefusedForLong,
            SubjectOf(refused.Target), GuardText.RefusedForLong(refused), facts.Now, refused.IncidentId));

    // One notice for all of one look: when the alerts of a whole tier are missing, it is one fault. So it is when they go on missing; and
    // an instance that serves off and on falls each minute, for so short a time that its alert rule sees nothing.
    private static IEnumerable<Notice> MissingAlerts(AwaitedAlert[] missing, WatchdogInput facts, WatchdogOptions options)
    {
        TimeSpan? ago = facts.Now - facts.State.Memory.ToldOfMissing;
        bool isTold = ago >= TimeSpan.Zero && ago < MissingAgain;
        if (missing.Length > 0 && !isTold)
        {
            yield return NoticeOf($"alert-missing-{missing[0].Target}-{Stamp(missing[0].OpenedAt)}", NoticeKind.AlertMissing, Alerts,
                WatchdogText.AlertsMissing([.. missing.Select(awaited => awaited.Target)], options.AlertGrace), facts.Now);
        }
    }

    private static IEnumerable<Notice> LeftBehind(WatchdogInput facts) => facts.Gone.Select(incident =>
        NoticeOf(
            $"left-{incident}-{Stamp(facts.GoneSince.GetValueOrDefault(incident))}", NoticeKind.ReleaseAbandonedIncident, Automation,
            WatchdogText.LeftBehind(incident), facts.Now, incident));

    private static IEnumerable<Notice> ExpiredLease(WatchdogInput facts)
    {
        if (Expired(facts) is { } lease)
        {
            yield return NoticeOf(
                $"lease-{Stamp(lease.Until)}", NoticeKind.LeaseExpired, "deployment lease", GuardText.LeaseExpired(lease), facts.Now);
        }
    }

    private static DeploymentLease? Expired(WatchdogInput facts)
    {
        if (facts.Guard.Lease?.IsHeld(facts.Now) == true)
        {
            return null;
        }

        return facts.Guard.Lease;
    }

    private static IEnumerable<Notice> Silence(WatchdogMemory memory, WatchdogInput facts, WatchdogOptions options)
    {
        DateTime? heard = facts.State.Synthetic?.ReceivedAt ?? memory.Began;
        if (options.SyntheticEvery > TimeSpan.Zero && heard is { } last && facts.Now - last >= options.SyntheticEvery * SilentRounds)
        {
            yield return NoticeOf(
                $"silent-{Stamp(last)}", NoticeKind.AlertPathSilent, Alerts, WatchdogText.AlertPathSilent(last, options.SyntheticEvery),
                facts.Now);
        }
    }

    private static IEnumerable<Notice> Missing(int? tooFew, WatchdogMemory memory, WatchdogInput facts)
    {
        if (tooFew is { } count && memory.Count!.FewerSince is { } since)
        {
            yield return NoticeOf($"missing-{count}-{Stamp(memory.Count.RaisedAt ?? since)}", NoticeKind.InstancesMissing, ScaleSet,
                WatchdogText.InstancesMissing(count, (facts.Wanted ?? memory.Count.Wanted)?.Capacity, since), facts.Now);
        }
    }

    private static Notice NoticeOf(string id, NoticeKind kind, string subject, Statement says, DateTime now, string? incidentId = null) =>
        new(id, kind, subject, says.Text, now, incidentId) { NextStep = says.Instruction };

    private static string SubjectOf(string target)
    {
        if (target == GuardState.DatabaseTarget)
        {
            return target;
        }

        return $"instance {target}";
    }

    /// <summary>Writes a moment as part of an id: ids of incidents come again when those that had them were purged.</summary>
    internal static string Stamp(DateTime moment) => $"{moment:yyyyMMdd'T'HHmmssfff}";
}
