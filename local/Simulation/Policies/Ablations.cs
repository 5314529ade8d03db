using System.Text.Json;
using Steadfast.Functions.Guard;
using Steadfast.Functions.Incidents;
using Steadfast.Functions.Instances;
using Steadfast.Functions.Platform;

namespace Steadfast.Local.Simulation.Policies;

/// <summary>Steadfast with one rule left out at a time. What a setting can switch off is switched off; for the rest the functions are told less than there is.</summary>
internal static class Ablations
{
    // The names of entities are in lower case.
    private const string Ask = $"guard.{nameof(GuardEntity.Ask)}";
    private const string Seen = $"guard.{nameof(GuardEntity.Seen)}";

    public static IReadOnlyList<SteadfastPolicy> All { get; } =
    [
        new("no-quorum", "Steadfast, but one observer that says so is enough")
        {
            Settings = new Dictionary<string, string?> { ["Watchdog:SickLooks"] = "1", ["Database:ChecksNeeded"] = "1" },
            Altered = OfLooks(WithoutQuorum),
        },
        new("no-guard", "Steadfast without budget, floor, cool-down and breaker")
        {
            Settings = new Dictionary<string, string?>
            {
                ["Guard:MaxPercentInRepair"] = "100", ["Guard:FloorPercent"] = "0", ["Guard:CoolDown"] = "00:00:00", ["Guard:BreakerFailures"] = "100",
            },
            Altered = WithoutStorm,
        },
        new("no-cause-gate", "Steadfast, but each instance is looked at by itself: no deployment, no zone, no fleet, no database behind it") { Altered = OfLooks(WithoutCauses) },
        new("no-watchdog", "Steadfast that waits for alerts") { Settings = new Dictionary<string, string?> { ["WatchdogSchedule"] = "0 0 0 1 1 *" } },
        new("no-canary", "Steadfast that repairs as ever when most instances are down") { Altered = WithoutStorm },
    ];

    private static Func<string, string?, string?> OfLooks(Func<TierObservation, TierObservation> alter) => (function, data) =>
        function == nameof(ObservationActivities.Observe) && data is not null ? JsonSerializer.Serialize(alter(JsonSerializer.Deserialize<TierObservation>(data)!)) : data;

    private static TierObservation WithoutQuorum(TierObservation look) => look with
    {
        Instances = [.. look.Instances.Select(instance => instance.BadVotes == 0 ? instance : instance with
        {
            Probe = instance.Probe with { Verdict = Verdict.Bad },
            Answer = instance.Answer with { Verdict = Verdict.Bad },
            Health = instance.Health with { Verdict = Verdict.Bad },
        })],
    };

    private static TierObservation WithoutCauses(TierObservation look) => look with
    {
        Deployment = CheckResult.Good("left out"),
        Database = null,
        Counted = look.Fleet() with { Sick = Math.Min(1, look.Fleet().Sick), Zones = [] },
        Instances = [.. look.Instances.Select(instance => instance with { Status = InstanceStatusReading.Unread("left out") })],
    };

    // What the guard is told of a tier in which nobody is sick is no storm, and without a storm there is no canary.
    private static string? WithoutStorm(string function, string? data) => (function, data) switch
    {
        (_, null) => null,
        (Ask, _) => JsonSerializer.Serialize(JsonSerializer.Deserialize<PermitRequest>(data)! with { Sick = 0 }),
        (Seen, _) => JsonSerializer.Serialize(JsonSerializer.Deserialize<TierCount>(data)! with { Sick = 0 }),
        _ => data,
    };
}
