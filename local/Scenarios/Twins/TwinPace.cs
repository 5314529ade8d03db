using System.Globalization;
using Steadfast.Local.AzureEmulator;

namespace Steadfast.Local.Scenarios.Twins;

/// <summary>Pace of time: the control plane's durations and the Function App's settings that go with them.</summary>
/// <param name="Plane">Durations of the emulated control plane, the probe and the alerts.</param>
/// <param name="AppSettings">App settings of the Function App; empty for its own defaults.</param>
/// <param name="Tick">How often the watchdog looks.</param>
/// <param name="DrillDeadline">How long a scenario waits for anything before it is given up.</param>
public sealed record TwinPace(Pace Plane, IReadOnlyDictionary<string, string> AppSettings, TimeSpan Tick, TimeSpan DrillDeadline)
{
    // What is hit as soon as the machine is slower than a moment of this kind was meant for. Deadlines that only what is broken reaches are
    // long anyway.
    private static readonly string[] FollowMachine =
        [
            "Stack__InstanceTimeout", "Stack__ReadTimeout", "Stack__DatabaseTimeout", "Recovery__RestoreDeadline",
            "Recovery__EvidenceDeadline",
        ];

    /// <summary>Seconds instead of minutes.</summary>
    public static TwinPace Fast { get; } = new(Pace.Fast, new Dictionary<string, string>
    {
        ["Stack__InstanceTimeout"] = "00:00:00.500",
        ["Stack__ReadTimeout"] = "00:00:03",
        ["Stack__ObservationMaxAge"] = "00:00:00.200",
        ["Stack__MetricWindow"] = "00:00:02",
        ["Stack__MetricGrain"] = "00:00:00.500",
        ["Recovery__CheckInterval"] = "00:00:00.250",
        ["Recovery__MaxWait"] = "00:00:10",
        ["Recovery__DecisionDeadline"] = "00:00:10",
        ["Recovery__PollInterval"] = "00:00:00.200",
        ["Recovery__RestartDeadline"] = "00:01:00",
        ["Recovery__ReimageDeadline"] = "00:01:00",
        ["Recovery__ReplaceDeadline"] = "00:01:30",
        ["Recovery__EvidenceDeadline"] = "00:00:02",
        ["Recovery__YieldDeadline"] = "00:00:10",
        // Long enough for a person who looks and then decides.
        ["Recovery__ApprovalDeadline"] = "00:01:00",
        ["Recovery__VerifyInterval"] = "00:00:00.200",
        ["Recovery__RestoreDeadline"] = "00:00:04",
        ["Recovery__StayHealthy"] = "00:00:01",
        ["Guard__CoolDown"] = "00:00:05",
        ["Guard__RepeatWindow"] = "00:01:00",
        ["Guard__BreakerWindow"] = "00:02:00",
        ["Guard__RefusalDeadline"] = "00:00:20",
        ["Guard__PermitLife"] = "00:05:00",
        ["Stack__DatabaseTimeout"] = "00:00:00.300",
        ["Database__CheckInterval"] = "00:00:00.100",
        ["Database__ObservationMaxAge"] = "00:00:00.100",
        ["Database__PlatformDeadline"] = "00:00:03",
        ["Database__FailoverDeadline"] = "00:01:00",
        ["Database__PollInterval"] = "00:00:00.100",
        ["Database__VerifyDeadline"] = "00:00:30",
        ["Database__RedundancyDeadline"] = "00:02:00",
        ["Database__StaleAfter"] = "00:00:02",
        ["Database__FailoverCoolDown"] = "00:01:00",
        ["Database__StandbyLagLimit"] = "00:00:02",
        ["Database__FaultSlack"] = "00:00:02",
        ["Notifications__Timeout"] = "00:00:02",
        ["Notifications__FirstRetry"] = "00:00:00.200",
        ["Notifications__GroupFor"] = "00:00:01",
        ["Watchdog__ReopenAfter"] = "00:00:10",
        ["Watchdog__FlapWindow"] = "00:00:30",
        ["Watchdog__LongChange"] = "00:01:00",
        ["Watchdog__LongIncident"] = "00:04:00",
        ["Watchdog__AlertGrace"] = "00:00:10",
        ["Watchdog__LongRefusal"] = "00:00:20",
        ["Watchdog__StuckAfter"] = "00:01:00",
        ["WatchdogSchedule"] = "* * * * * *",
    }, Tick: TimeSpan.FromSeconds(1), DrillDeadline: TimeSpan.FromSeconds(180));

    /// <summary>Documented durations of Azure and the defaults of the Function App.</summary>
    public static TwinPace Azure { get; } = new(Pace.Azure, new Dictionary<string, string>
    {
        ["WatchdogSchedule"] = "*/15 * * * * *",
    }, Tick: TimeSpan.FromSeconds(15), DrillDeadline: TimeSpan.FromMinutes(30));

    /// <summary>
    /// The same on a slower machine: how long something may take until it counts as silent, and until an instance serves again, is longer
    /// by that.
    /// </summary>
    /// <param name="slowness">How many times slower the machine is; see <see cref="MachineSpeed"/>.</param>
    public TwinPace On(double slowness)
    {
        if (slowness == 1)
        {
            return this;
        }

        return this with
        {
            Plane = Plane with
            {
                HealthTimeout = Plane.HealthTimeout * slowness,
                DatabaseLookTimeout = Plane.DatabaseLookTimeout * slowness,
                WebhookTimeout = Plane.WebhookTimeout * slowness,
            },
            AppSettings = AppSettings.ToDictionary(
                setting => setting.Key,
                setting => FollowMachine.Contains(setting.Key)
                    ? (TimeSpan.Parse(setting.Value, CultureInfo.InvariantCulture) * slowness).ToString("c")
                    : setting.Value),
        };
    }

    /// <summary>Finds a pace by its name; the fast one as this machine can keep it.</summary>
    /// <param name="name">"fast" or "azure".</param>
    /// <exception cref="ArgumentException">There is none with this name.</exception>
    public static TwinPace Named(string name) => name switch
    {
        "fast" => Fast.On(MachineSpeed.Slowness),
        "azure" => Azure,
        _ => throw new ArgumentException($"--pace must be fast or azure, not '{name}'."),
    };
}
