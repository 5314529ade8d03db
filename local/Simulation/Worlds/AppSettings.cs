using Steadfast.Local.Simulation.Policies;

namespace Steadfast.Local.Simulation.Worlds;

/// <summary>App settings of the Function App in a world.</summary>
internal static class AppSettings
{
    /// <summary>Id of the subscription.</summary>
    public const string Subscription = "00000000-0000-0000-0000-000000000001";

    private static readonly Dictionary<string, string?> All = new()
    {
        ["Stack:SubscriptionId"] = Subscription,
        ["Stack:ResourceGroup"] = "rg",
        ["Stack:ScaleSet"] = "web",
        ["Stack:LoadBalancer"] = "lb",
        ["Stack:DatabaseServer"] = "mysql",
        ["Stack:DatabaseHost"] = "10.0.2.4",
        ["Notifications:WebhookUrl"] = "https://people.example/notices",
        ["WatchdogSchedule"] = "*/15 * * * * *",
    };

    /// <summary>Those of a policy.</summary>
    public static Dictionary<string, string?> Of(IPolicy policy)
    {
        Dictionary<string, string?> all = new(All);
        foreach ((string name, string? value) in policy.Settings ?? all)
        {
            all[name] = value;
        }

        return all;
    }
}
