using Steadfast.Local.Azure;

namespace Steadfast.Local.Scenarios.Twins;

/// <summary>How fast time passes: the control plane's durations and the Function App's settings that go with them.</summary>
/// <param name="Plane">Durations of the emulated control plane, the probe and the alerts.</param>
/// <param name="AppSettings">App settings of the Function App; empty for its own defaults.</param>
/// <param name="Tick">How often the watchdog looks.</param>
/// <param name="DrillDeadline">How long a scenario waits for anything before it is given up.</param>
public sealed record TwinPace(Pace Plane, IReadOnlyDictionary<string, string> AppSettings, TimeSpan Tick, TimeSpan DrillDeadline)
{
    /// <summary>Seconds instead of minutes.</summary>
    public static TwinPace Fast { get; } = new(Pace.Fast, new Dictionary<string, string>
    {
        ["Stack__InstanceTimeout"] = "00:00:00.500",
        ["Stack__ReadTimeout"] = "00:00:03",
        ["Stack__LookMaxAge"] = "00:00:00.200",
        ["Stack__MetricWindow"] = "00:00:02",
        ["Stack__MetricGrain"] = "00:00:00.500",
        ["Recovery__LookInterval"] = "00:00:00.250",
        ["Recovery__DecisionDeadline"] = "00:00:10",
        ["Recovery__PollInterval"] = "00:00:00.200",
        ["Recovery__RestartDeadline"] = "00:00:20",
        ["Recovery__ReimageDeadline"] = "00:00:20",
        ["Recovery__ReplaceDeadline"] = "00:00:30",
        ["Recovery__EvidenceDeadline"] = "00:00:02",
        ["Recovery__YieldDeadline"] = "00:00:10",
        ["Recovery__ApprovalDeadline"] = "00:00:10",
        ["Recovery__VerifyInterval"] = "00:00:00.200",
        ["Recovery__RestoreDeadline"] = "00:00:04",
        ["Recovery__StayHealthy"] = "00:00:01",
        ["Guard__CoolDown"] = "00:00:05",
        ["Guard__RefusalDeadline"] = "00:00:20",
        ["Guard__PermitLife"] = "00:01:00",
        ["Stack__DatabaseTimeout"] = "00:00:00.300",
        ["Database__LookInterval"] = "00:00:00.100",
        ["Database__LookMaxAge"] = "00:00:00.100",
        ["Database__PlatformDeadline"] = "00:00:03",
        ["Database__FailoverDeadline"] = "00:00:20",
        ["Database__PollInterval"] = "00:00:00.100",
        ["Database__VerifyDeadline"] = "00:00:10",
        ["Database__RedundancyDeadline"] = "00:00:40",
        ["Database__StaleAfter"] = "00:00:02",
        ["Database__StandbyLagLimit"] = "00:00:02",
        ["Database__FaultSlack"] = "00:00:02",
        ["Notifications__FirstRetry"] = "00:00:00.200",
        ["WatchdogSchedule"] = "* * * * * *",
    }, Tick: TimeSpan.FromSeconds(1), DrillDeadline: TimeSpan.FromSeconds(60));

    /// <summary>Documented durations of Azure and the defaults of the Function App.</summary>
    public static TwinPace Azure { get; } = new(Pace.Azure, new Dictionary<string, string>
    {
        ["WatchdogSchedule"] = "*/15 * * * * *",
    }, Tick: TimeSpan.FromSeconds(15), DrillDeadline: TimeSpan.FromMinutes(30));

    /// <summary>Finds a pace by its name.</summary>
    /// <param name="name">"fast" or "azure".</param>
    /// <exception cref="ArgumentException">There is none with this name.</exception>
    public static TwinPace Named(string name) => name switch
    {
        "fast" => Fast,
        "azure" => Azure,
        _ => throw new ArgumentException($"--pace must be fast or azure, not '{name}'."),
    };
}
