namespace Steadfast.Functions.Tests.Stage;

/// <summary>App settings of the Function App under test: the shape of the real ones, with times in fractions of a second.</summary>
internal static class StageSettings
{
    public const string Subscription = "00000000-0000-0000-0000-000000000001";

    public static readonly Dictionary<string, string?> All = new()
    {
        ["Stack:SubscriptionId"] = Subscription,
        ["Stack:ResourceGroup"] = "rg",
        ["Stack:ScaleSet"] = "web",
        ["Stack:LoadBalancer"] = "lb",
        ["Stack:InstanceTimeout"] = "00:00:00.300",
        ["Stack:MetricWindow"] = "00:00:05",
        ["Stack:MetricGrain"] = "00:00:00.500",
        ["Recovery:CheckInterval"] = "00:00:00.100",
        ["Recovery:DecisionDeadline"] = "00:00:05",
        ["Recovery:PollInterval"] = "00:00:00.100",
        ["Recovery:RestartDeadline"] = "00:00:10",
        ["Recovery:VerifyInterval"] = "00:00:00.100",
        ["Recovery:RestoreDeadline"] = "00:00:02",
        ["Recovery:StayHealthy"] = "00:00:00.300",
        ["Stack:ObservationMaxAge"] = "00:00:00.050",
        // Never by itself: a test lets it look when it wants to.
        ["WatchdogSchedule"] = "0 0 0 1 1 *",
        ["Guard:CoolDown"] = "00:00:00.500",
        // Each by itself, unless a test is about just that.
        ["Notifications:GroupFor"] = "00:00:00",
    };
}
