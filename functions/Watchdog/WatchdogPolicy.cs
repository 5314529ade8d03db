using Steadfast.Functions.Incidents;
using Steadfast.Functions.Instances;
using Steadfast.Functions.Platform;

namespace Steadfast.Functions.Watchdog;

/// <summary>Decides after a look which incidents are opened without an alert, and what is remembered. Pure.</summary>
public static class WatchdogPolicy
{
    /// <summary>Judges one look.</summary>
    public static WatchdogPlan Look(WatchdogInput facts, WatchdogOptions options)
    {
        WatchdogMemory before = facts.State.Memory;
        Fleet fleet = facts.Seen.Fleet();
        IReadOnlyList<WatchedTarget> targets = Judged(facts, options);
        IReadOnlyList<StuckIncident> stuck = StuckPolicy.Look(facts, options);
        IReadOnlyList<StuckRemedy> remedies = StuckPolicy.Remedies(stuck, facts, options);
        string[] givenUp = [.. remedies.Where(remedy => remedy.GiveUp).Select(remedy => remedy.IncidentId)];
        WatchdogMemory after = before with
        {
            Began = before.Began ?? facts.Now,
            Last = new(facts.Now, fleet.Sick, fleet.Total, IsRead(facts.Seen) ? "" : facts.Seen.Platform.Detail),
            Seen = IsRead(facts.Seen) ? facts.Seen.At.UtcDateTime : before.Seen,
            Targets = [.. targets.Select(target => WithoutGivenUp(target, givenUp)).Where(IsWorthKeeping)],
            Stuck = [.. stuck.Where(incident => !givenUp.Contains(incident.Id))],
            Count = MissingInstancesPolicy.After(facts, options),
        };
        WatchdogPlan plan = new(after, OpeningPolicy.Openings(targets, facts, options), [], null) { Stuck = remedies };
        return WatchdogNotices.Add(plan, facts, options);
    }

    /// <summary>Remembers the incidents that were opened. One that was planned and not opened is planned again at the next look.</summary>
    public static WatchdogMemory Opened(WatchdogMemory memory, IReadOnlyList<WatchOpening> opened, DateTime now) => memory with
    {
        Targets = [
            .. memory.Targets.Select(
                target => Opened(target, opened.FirstOrDefault(opening => opening.Target == target.Target), now))],
        // Of one that falls each minute the rule sees nothing, and one that had fired before a change fires no second time.
        Awaited = [
            .. memory.Awaited,
            .. opened.Where(opening => opening is { Flapping: null, IsOfChange: false, IsTest: false })
                .Select(opening => new AwaitedAlert(opening.Target, opening.FirstFailure, now))],
    };

    private static WatchedTarget Opened(WatchedTarget target, WatchOpening? opening, DateTime now)
    {
        if (opening is null)
        {
            return target;
        }

        WatchedTarget after = SicknessPolicy.Opened(target, opening.Flapping is not null, now);
        return after with { IsChangeTold = target.IsChangeTold || opening.IsOfChange };
    }

    private static WatchedTarget WithoutGivenUp(WatchedTarget target, string[] givenUp)
    {
        string key = IncidentKey.ForInstance(target.Target);
        if (!givenUp.Any(incident => IncidentKey.NumberOf(key, incident) > 0))
        {
            return target;
        }

        return target with { LastIncident = null, IsChangeTold = false };
    }

    private static bool IsRead(TierObservation seen) => seen.Platform.Verdict == Verdict.Good;

    private static IReadOnlyList<WatchedTarget> Judged(WatchdogInput facts, WatchdogOptions options)
    {
        // Looks are shared, so two ticks may be shown the same one; it counts once.
        WatchdogMemory before = facts.State.Memory;
        if (!IsRead(facts.Seen) || before.Seen == facts.Seen.At.UtcDateTime)
        {
            return before.Targets;
        }

        return [.. facts.Seen.Instances.Select(instance => Judge(Known(before, instance.Id), facts, options))];
    }

    private static WatchedTarget Known(WatchdogMemory before, string target) =>
        before.Targets.FirstOrDefault(known => known.Target == target) ?? new(target, 0, null, null, []);

    private static WatchedTarget Judge(WatchedTarget known, WatchdogInput facts, WatchdogOptions options)
    {
        FailureKind kind = InstanceDiagnosisPolicy.Diagnose(facts.Seen, known.Target).Kind;
        bool? isSick = IsSick(kind);
        WatchedTarget after = SicknessPolicy.After(
            LongChangePolicy.After(known, kind, facts.Seen), isSick, facts.Seen.At.UtcDateTime, facts.Of(known.Target), facts.Now,
            facts.State.Memory.Seen);
        return after with { Falls = Falls(known, isSick, facts, options) };
    }

    // What is taken down on purpose does not fall, and what was done about it may have mended it.
    private static IReadOnlyList<DateTime> Falls(WatchedTarget known, bool? isSick, WatchdogInput facts, WatchdogOptions options)
    {
        if (facts.Guard.Permits.Any(permit => permit.Target == known.Target))
        {
            return [];
        }

        DateTime[] recent = [.. known.Falls.Where(at => at > facts.Now - options.FlapWindow)];
        if (isSick == true && known.SickLooks == 0)
        {
            return [.. recent, facts.Now];
        }

        return recent;
    }

    // Null: this look does not tell, or the platform is at work on it.
    private static bool? IsSick(FailureKind kind) => kind switch
    {
        FailureKind.Healthy => false,
        FailureKind.InstanceUnresponsive
            or FailureKind.InstanceFailing or FailureKind.FleetFailing or FailureKind.ZoneFailing or FailureKind.DatabaseUnavailable =>
            true,
        _ => null,
    };

    private static bool IsWorthKeeping(WatchedTarget target) =>
        target.SickLooks > 0 || target.LastIncident is not null || target.Falls.Count > 0 || target.ChangingSince is not null
        || target.WellAt is not null;
}
