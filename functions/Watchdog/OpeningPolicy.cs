using Steadfast.Functions.Guard;

namespace Steadfast.Functions.Watchdog;

/// <summary>Decides for which instances an incident is opened without an alert. Pure.</summary>
internal static class OpeningPolicy
{
    /// <summary>Lists the incidents to open; where there is none, the next test in a storm, if one is due.</summary>
    public static IReadOnlyList<WatchOpening> Openings(
        IReadOnlyList<WatchedTarget> targets, WatchdogInput facts, WatchdogOptions options)
    {
        WatchOpening[] openings = [.. targets.Select(target => Opening(target, facts, options)).OfType<WatchOpening>()];
        if (openings.Length == 0 && NextTest(targets, facts, options) is { } test)
        {
            return [test];
        }

        return openings;
    }

    private static WatchOpening? Opening(WatchedTarget target, WatchdogInput facts, WatchdogOptions options)
    {
        if (facts.Of(target.Target).Open is not null)
        {
            return null;
        }

        // What is opened now is handed to a person at once, as it was when the canary failed; when the storm ends, those that are still
        // sick have their turn.
        if (facts.Guard.Storm is { Canary: CanaryState.Failed })
        {
            return Forgotten(target, facts.Now) ?? OfChange(target, facts, options);
        }

        if (target.Falls.Count >= options.Flaps)
        {
            return new(
                target.Target, target.Falls[0],
                $"it stopped serving {target.Falls.Count} times within {options.FlapWindow.TotalMinutes:0.##} min");
        }

        if (SicknessPolicy.IsDue(target, options.SickLooks, facts.Now, options))
        {
            return new(target.Target, target.SickSince ?? facts.Now, null);
        }

        return OfChange(target, facts, options);
    }

    private static WatchOpening? Forgotten(WatchedTarget target, DateTime now)
    {
        if (!SicknessPolicy.IsForgotten(target, now))
        {
            return null;
        }

        return new(target.Target, target.SickSince!.Value, null);
    }

    private static WatchOpening? OfChange(WatchedTarget target, WatchdogInput facts, WatchdogOptions options)
    {
        if (!LongChangePolicy.IsDue(target, facts.Now, options))
        {
            return null;
        }

        return new(target.Target, target.SickSince ?? target.ChangingSince!.Value, null) { IsOfChange = true };
    }

    // Alerts that have fired fire no second time, so nobody else would ask for it. One at a time; that which was tried least comes first.
    private static WatchOpening? NextTest(IReadOnlyList<WatchedTarget> targets, WatchdogInput facts, WatchdogOptions options)
    {
        if (facts.Guard.Storm is not { } storm || targets.Any(target => facts.Of(target.Target).Open is not null))
        {
            return null;
        }

        WatchedTarget? next = targets
            .Where(target => MayBeTried(target, storm, facts, options))
            .OrderBy(target => target.Openings).ThenBy(target => target.SickSince)
            .FirstOrDefault();
        if (next is null)
        {
            return null;
        }

        return new(next.Target, next.SickSince ?? facts.Now, null) { IsTest = true };
    }

    private static bool MayBeTried(WatchedTarget target, Storm storm, WatchdogInput facts, WatchdogOptions options) =>
        target.SickLooks >= options.SickLooks
            && StormPolicy.MayTryAgain(storm, target.Target, facts.Limits, facts.Now)
            && GuardPolicy.HoldsBack(facts.Guard, target.Target, facts.Now) is null;
}
