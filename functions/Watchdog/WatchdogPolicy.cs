using Steadfast.Functions.Guard;
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
        WatchdogMemory looked = before with
        {
            Began = before.Began ?? facts.Now,
            Last = new(facts.Now, fleet.Sick, fleet.Total, facts.Seen.Platform.Verdict == Verdict.Good ? "" : facts.Seen.Platform.Detail),
        };

        // Looks are shared, so two ticks may be shown the same one; it counts once.
        WatchedTarget[] targets = facts.Seen.Platform.Verdict != Verdict.Good || before.Seen == facts.Seen.At.UtcDateTime
            ? [.. before.Targets]
            : [.. facts.Seen.Instances.Select(instance => Judge(Known(before, instance.Id), facts, options))];
        WatchOpening[] openings = [.. targets.Select(target => Opening(target, facts, options)).OfType<WatchOpening>()];
        openings = openings.Length == 0 && NextTest(targets, facts, options) is { } test ? [test] : openings;
        IReadOnlyList<StuckIncident> stuck = StuckPolicy.Look(facts, options);
        IReadOnlyList<StuckRemedy> remedies = StuckPolicy.Remedies(stuck, facts, options);
        WatchdogMemory after = looked with
        {
            Seen = facts.Seen.At.UtcDateTime,
            Targets = [
                .. targets.Select(
                    target =>
                        remedies.Any(remedy => remedy.GiveUp && IsAbout(remedy, target))
                            ? target with { LastIncident = null, IsChangeTold = false }
                            : target)
                    .Where(IsWorthKeeping)],
            Stuck = [.. stuck.Where(incident => !remedies.Any(remedy => remedy.GiveUp && remedy.IncidentId == incident.Id))],
        };
        return WatchdogNotices.Add(new(after, openings, [], null) { Stuck = remedies }, facts, options);
    }

    /// <summary>Remembers the incidents that were opened. One that was planned and not opened is planned again at the next look.</summary>
    public static WatchdogMemory Opened(WatchdogMemory memory, IReadOnlyList<WatchOpening> opened, DateTime now) => memory with
    {
        Targets = [.. memory.Targets.Select(target => opened.FirstOrDefault(opening => opening.Target == target.Target) is { } opening
            ? SicknessPolicy.Opened(target, opening.Flapping is not null, now) with
            {
                IsChangeTold = target.IsChangeTold || opening.IsOfChange,
            }
            : target)],
        // Of one that falls each minute the rule sees nothing, and one that had fired before a change fires no second time.
        Awaited = [
            .. memory.Awaited,
            .. opened.Where(opening => opening is { Flapping: null, IsOfChange: false, IsTest: false })
                .Select(opening => new AwaitedAlert(opening.Target, opening.FirstFailure, now))],
    };

    private static bool IsAbout(StuckRemedy remedy, WatchedTarget target) =>
        IncidentKey.NumberOf(IncidentKey.ForInstance(target.Target), remedy.IncidentId) > 0;

    private static WatchedTarget Known(WatchdogMemory before, string target) =>
        before.Targets.FirstOrDefault(known => known.Target == target) ?? new(target, 0, null, null, []);

    private static WatchedTarget Judge(WatchedTarget known, WatchdogInput facts, WatchdogOptions options)
    {
        FailureKind kind = InstanceDiagnosisPolicy.Diagnose(facts.Seen, known.Target).Kind;
        bool? isSick = IsSick(kind);
        WatchedTarget after = SicknessPolicy.After(
            LongChangePolicy.After(known, kind, facts.Seen), isSick, facts.Seen.At.UtcDateTime, facts.Of(known.Target), facts.Now);
        return after with { Falls = Falls(known, isSick, facts, options) };
    }

    // What is taken down on purpose does not fall, and what was done about it may have mended it.
    private static IReadOnlyList<DateTime> Falls(WatchedTarget known, bool? isSick, WatchdogInput facts, WatchdogOptions options)
    {
        if (facts.Guard.Permits.Any(permit => permit.Target == known.Target))
        {
            return [];
        }

        IEnumerable<DateTime> recent = known.Falls.Where(at => at > facts.Now - options.FlapWindow);
        return isSick == true && known.SickLooks == 0 ? [.. recent, facts.Now] : [.. recent];
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

    private static WatchOpening? Opening(WatchedTarget target, WatchdogInput facts, WatchdogOptions options)
    {
        if (facts.Of(target.Target).Open is not null)
        {
            return null;
        }

        // It is handed to a person at once, as it was when the canary failed; when the storm ends, those that are still sick have their
        // turn.
        if (facts.Guard.Storm is { Canary: CanaryState.Failed })
        {
            return SicknessPolicy.IsForgotten(target, facts.Now)
                ? new(target.Target, target.SickSince!.Value, null)
                : OfChange(target, facts, options);
        }

        if (target.Falls.Count >= options.Flaps)
        {
            return new(
                target.Target, target.Falls[0],
                $"it stopped serving {target.Falls.Count} times within {options.FlapWindow.TotalMinutes:0.##} min");
        }

        return SicknessPolicy.IsDue(target, options.SickLooks, facts.Now, options)
            ? new(target.Target, target.SickSince ?? facts.Now, null)
            : OfChange(target, facts, options);
    }

    // Alerts that have fired fire no second time, so nobody else would ask for it. One at a time; that which was tried least comes first.
    private static WatchOpening? NextTest(IReadOnlyList<WatchedTarget> targets, WatchdogInput facts, WatchdogOptions options) =>
        facts.Guard.Storm is { } storm && !targets.Any(target => facts.Of(target.Target).Open is not null)
            && targets.Where(target => MayBeTried(target, storm, facts, options)).OrderBy(target => target.Openings)
                .ThenBy(target => target.SickSince).FirstOrDefault() is { } next
            ? new(next.Target, next.SickSince ?? facts.Now, null) { IsTest = true }
            : null;

    private static bool MayBeTried(WatchedTarget target, Storm storm, WatchdogInput facts, WatchdogOptions options) =>
        target.SickLooks >= options.SickLooks
            && StormPolicy.MayTryAgain(storm, target.Target, facts.Limits, facts.Now)
            && GuardPolicy.HoldsBack(facts.Guard, target.Target, facts.Now) is null;

    private static WatchOpening? OfChange(WatchedTarget target, WatchdogInput facts, WatchdogOptions options) =>
        LongChangePolicy.IsDue(target, facts.Now, options)
            ? new(target.Target, target.SickSince ?? target.ChangingSince!.Value, null) { IsOfChange = true }
            : null;

    private static bool IsWorthKeeping(WatchedTarget target) =>
        target.SickLooks > 0 || target.LastIncident is not null || target.Falls.Count > 0 || target.ChangingSince is not null;
}
