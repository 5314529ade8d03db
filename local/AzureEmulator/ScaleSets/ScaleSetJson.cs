using System.Xml;

namespace Steadfast.Local.AzureEmulator;

/// <summary>The scale set and its own instance view as ARM words them.</summary>
internal static class ScaleSetJson
{
    public static object Of(ScaleSetView view, DateTimeOffset timeCreated, EmulatorOptions options, ResourceNames names) => new
    {
        name = options.ScaleSet,
        id = names.ScaleSet,
        type = "Microsoft.Compute/virtualMachineScaleSets",
        location = options.Location,
        sku = new { name = view.Set.Sku, tier = "Standard", capacity = view.Set.Capacity },
        tags = view.Set.Tags,
        zones = options.Zones,
        properties = new
        {
            orchestrationMode = "Uniform",
            provisioningState = InstanceJson.Title(view.Set.Provisioning.Value),
            singlePlacementGroup = true,
            overprovision = false,
            platformFaultDomainCount = 1,
            upgradePolicy = new { mode = "Manual" },
            automaticRepairsPolicy = Repairs(options.AutomaticRepairs),
            timeCreated,
            virtualMachineProfile = new { storageProfile = Storage, networkProfile = Network(names) },
        },
    };

    public static object View(ScaleSetView view)
    {
        var states = view.Set.Instances.Select(view.StateOf).ToList();
        var provisioning = view.Set.Provisioning;
        return new
        {
            virtualMachine = new { statusesSummary = Summary(states.Select(state => $"ProvisioningState/{state.Provisioning.Value}")) },
            extensions = new[]
            {
                new { name = "HealthExtension", statusesSummary = Summary(states.Select(state => $"HealthState/{state.Health.Value}")) },
            },
            statuses = new[] { InstanceJson.Provisioning(provisioning) },
            orchestrationServices = new[] { new { serviceName = RepairService.Name, serviceState = view.Set.AutomaticRepairs } },
        };
    }

    private static object Repairs(AutomaticRepairsPolicy? policy) => policy is null
        ? (object)new { enabled = false }
        : new { enabled = true, gracePeriod = XmlConvert.ToString(policy.GracePeriod), repairAction = policy.Action.ToString() };

    private static IEnumerable<object> Summary(IEnumerable<string> codes) =>
        codes.GroupBy(code => code).OrderBy(same => same.Key, StringComparer.Ordinal)
            .Select(same => new { code = same.Key, count = same.Count() });

    // The Azure CLI changes no set that does not say what its image is.
    private static object Storage { get; } = new
    {
        imageReference = new { publisher = "Canonical", offer = "ubuntu-24_04-lts", sku = "server", version = "latest" },
        osDisk = new { osType = "Linux", createOption = "FromImage", caching = "ReadWrite", managedDisk = new { storageAccountType = "Premium_LRS" } },
    };

    private static object Network(ResourceNames names) => new
    {
        networkInterfaceConfigurations = new[]
        {
            new
            {
                name = "nic",
                properties = new
                {
                    primary = true,
                    ipConfigurations = new[]
                    {
                        new
                        {
                            name = "ipconfig",
                            properties = new
                            {
                                primary = true,
                                subnet = new { id = names.Subnet },
                                loadBalancerBackendAddressPools = new[] { new { id = names.Pool } },
                            },
                        },
                    },
                },
            },
        },
    };
}
