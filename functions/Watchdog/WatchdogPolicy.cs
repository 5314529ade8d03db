using Steadfast.Functions.Guard;
using Steadfast.Functions.Incidents;
using Steadfast.Functions.Instances;
using Steadfast.Functions.Platform;

namespace Steadfast.Functions.Watchdog;

/// <summary>What follows from a look: which incidents are opened without an alert, and what is remembered. Pure.</summary>
public static class WatchdogPolicy
{
    private const int MaxDoublings = 6;
    private static readonly TimeSpan MaxReopenAfter = TimeSpan.FromHours(2);

    /// <summary>Judges one look.</summary>
    /// <param name="facts">What is known.</param>
    /// <param name="options">What the watchdog waits for.</param>
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

        WatchdogMemory after = looked with
        {
            Seen = facts.Seen.At.UtcDateTime,
            Targets = [.. targets.Select(target => openings.Any(opening => opening.Target == target.Target) ? Opened(target, facts.Now) : target).Where(IsWorthKeeping)],
            Awaited = [.. before.Awaited, .. openings.Where(opening => opening.Flapping is null).Select(opening => new AwaitedAlert(opening.Target, opening.FirstFailure, facts.Now))],
        };
        return WatchdogNotices.Add(new(after, openings, [], null), facts, options);
    }

    private static WatchedTarget Known(WatchdogMemory before, string target) =>
        before.Targets.FirstOrDefault(known => known.Target == target) ?? new(target, 0, null, null, []);

    private static WatchedTarget Judge(WatchedTarget known, WatchdogInput facts, WatchdogOptions options)
    {
        bool isOpen = IsOpen(known.Target, facts);
        bool? isSick = IsSick(facts.Seen, known.Target);
        DateTime? lastIncident = isOpen ? facts.Now : isSick == false ? null : known.LastIncident;
        return known with
        {
            LastIncident = lastIncident,
            Openings = isSick == false ? 0 : known.Openings,
            SickLooks = isSick switch { true => known.SickLooks + 1, false => 0, null => known.SickLooks },
            SickSince = isSick switch { true => known.SickSince ?? facts.Seen.At.UtcDateTime, false => null, null => known.SickSince },
            Falls = Falls(known, isSick, facts, options),
        };
    }

    // What is taken down on purpose does not fall, and what was done about it may have mended it.
    private static IReadOnlyList<DateTime> Falls(WatchedTarget known, bool? isSick, WatchdogInput facts, WatchdogOptions options) =>
        facts.Guard.Permits.Any(permit => permit.Target == known.Target) ? []
        : [.. known.Falls.Where(at => at > facts.Now - options.FlapWindow), .. isSick == true && known.SickLooks == 0 ? [facts.Now] : Array.Empty<DateTime>()];

    // Null: this look does not tell, or the platform is at work on it.
    private static bool? IsSick(TierObservation seen, string target) => InstanceDiagnosisPolicy.Diagnose(seen, target).Kind switch
    {
        FailureKind.Healthy => false,
        FailureKind.InstanceUnresponsive or FailureKind.InstanceFailing or FailureKind.FleetFailing or FailureKind.ZoneFailing or FailureKind.DatabaseUnavailable => true,
        _ => null,
    };

    private static WatchOpening? Opening(WatchedTarget target, WatchdogInput facts, WatchdogOptions options)
    {
        if (IsOpen(target.Target, facts))
        {
            return null;
        }

        // It would be handed to a person at once, as it was when the canary failed; when the storm ends, those that are still sick have their turn.
        if (facts.Guard.Storm is { Canary: CanaryState.Failed })
        {
            return null;
        }

        if (target.Falls.Count >= options.Flaps)
        {
            return new(target.Target, target.Falls[0], $"it stopped serving {target.Falls.Count} times within {options.FlapWindow.TotalMinutes:0.##} min");
        }

        bool isAgain = target.LastIncident is { } last && facts.Now - last < ReopenAfter(target, options);
        return target.SickLooks >= options.SickLooks && !isAgain ? new(target.Target, target.SickSince ?? facts.Now, null) : null;
    }

    private static WatchedTarget Opened(WatchedTarget target, DateTime now) => target with { LastIncident = now, Falls = [], Openings = target.Openings + 1 };

    // A fault that lasts is told again, but not all night in the same measure.
    private static TimeSpan ReopenAfter(WatchedTarget target, WatchdogOptions options)
    {
        TimeSpan doubled = options.ReopenAfter * Math.Pow(2, Math.Clamp(target.Openings - 1, 0, MaxDoublings));
        return doubled < MaxReopenAfter || options.ReopenAfter > MaxReopenAfter ? doubled : MaxReopenAfter;
    }

    private static bool IsOpen(string target, WatchdogInput facts)
    {
        string prefix = $"{IncidentKey.IdPrefix}{IncidentKey.ForInstance(target)}-";
        return facts.Running.Any(incident => incident.Id.StartsWith(prefix, StringComparison.Ordinal));
    }

    private static bool IsWorthKeeping(WatchedTarget target) => target.SickLooks > 0 || target.LastIncident is not null || target.Falls.Count > 0;
}
