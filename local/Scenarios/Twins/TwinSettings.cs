using Steadfast.Local.AzureEmulator;

namespace Steadfast.Local.Scenarios.Twins;

/// <summary>Turns the options of a twin into the settings of its parts.</summary>
internal static class TwinSettings
{
    /// <summary>Content and behavior of the control plane.</summary>
    public static EmulatorOptions OfAzure(TwinOptions options, TwinAddresses addresses, LoopbackAuthority authority) => new()
    {
        Url = addresses.Azure,
        Tls = new(addresses.AzureTls, authority),
        Subscription = StackNames.Subscription,
        ResourceGroup = StackNames.ResourceGroup,
        Location = StackNames.Location,
        ScaleSet = StackNames.ScaleSet,
        LoadBalancer = StackNames.LoadBalancer,
        Database = new(StackNames.Database)
        {
            Host = addresses.DatabaseForFunctions.Address.ToString(),
            Port = addresses.DatabaseForFunctions.Port,
            PlatformFailover = options.PlatformFailover,
        },
        BearerToken = options.ArmToken,
        Machines = [.. Enumerable.Range(0, options.Instances).Select(index => Spec(options, addresses, index))],
        SpareAddresses = [.. Enumerable.Range(options.Instances, options.SpareInstances).Select(index => addresses.Web(index).ToString())],
        Zones = [.. Enumerable.Range(1, options.Zones).Select(zone => $"{zone}")],
        AutomaticRepairs = options.AutomaticRepairs,
        RollingUpgradePolicy = options.RollingUpgrades,
        Throttling = options.Throttling,
        // Small pages so that paging is really used; hundreds of instances come on Azure's pages.
        PageSize = options.IsLarge ? 100 : 2,
        Pace = options.Pace.Plane,
        Clock = options.Clock,
        FrontendIp = addresses.FrontEnd.Address.ToString(),
        FrontendPort = addresses.FrontEnd.Port,
    };

    /// <summary>
    /// The app settings of the Function App. Those of the options win over those of the pace, and those that follow from the addresses over
    /// both.
    /// </summary>
    public static Dictionary<string, string> OfFunctions(
        TwinOptions options, TwinAddresses addresses) => new(options.Pace.AppSettings.Concat(options.AppSettings)
        .GroupBy(setting => setting.Key, (name, values) => KeyValuePair.Create(name, values.Last().Value)))
        {
            ["Notifications__WebhookUrl"] = addresses.Notices.ToString(),
            ["Notifications__ConsoleUrl"] = new Uri(options.HasPage ? addresses.Page : addresses.Functions, "/api/console").ToString(),
            ["Console__Links"] = options.HasPage ? "Twin=/twin/" : "",
            ["Stack__SubscriptionId"] = StackNames.Subscription,
            ["Stack__ResourceGroup"] = StackNames.ResourceGroup,
            ["Stack__ScaleSet"] = StackNames.ScaleSet,
            ["Stack__LoadBalancer"] = StackNames.LoadBalancer,
            ["Stack__InstancePort"] = $"{(options.CanLie ? addresses.InstanceWayPort : addresses.WebPort)}",
            ["Stack__DatabaseServer"] = options.HasDatabase ? StackNames.Database : "",
            ["Stack__DatabaseHost"] = options.HasDatabase ? addresses.DatabaseForFunctions.Address.ToString() : "",
            ["Stack__DatabasePort"] = $"{(options.CanLie ? addresses.GreetingWay : addresses.DatabaseForFunctions).Port}",
        };

    private static MachineSpec Spec(TwinOptions options, TwinAddresses addresses, int index) =>
        new($"{index + 1}", $"{(index % options.Zones) + 1}", addresses.Web(index).ToString(), addresses.WebPort);

    private static class StackNames
    {
        public const string Subscription = "00000000-0000-0000-0000-000000000001";
        public const string ResourceGroup = "rg-twin";
        public const string Location = "westeurope";
        public const string ScaleSet = "vmss-web-twin";
        public const string LoadBalancer = "lb-twin";
        public const string Database = "mysql-twin";
    }
}
