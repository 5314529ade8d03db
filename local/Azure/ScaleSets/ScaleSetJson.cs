namespace Steadfast.Local.Azure;

/// <summary>The scale set and its own instance view as ARM words them.</summary>
static class ScaleSetJson
{
    public static object Of(ScaleSet scaleSet, EmulatorOptions options, ResourceNames names)
    {
        var instances = scaleSet.Instances;
        return new
        {
            name = options.ScaleSet,
            id = names.ScaleSet,
            type = "Microsoft.Compute/virtualMachineScaleSets",
            location = options.Location,
            sku = new { name = "Standard_B2s", tier = "Standard", capacity = instances.Count },
            zones = instances.Select(instance => instance.Spec.Zone).Distinct().Order(),
            properties = new
            {
                orchestrationMode = "Uniform",
                provisioningState = "Succeeded",
                singlePlacementGroup = true,
                overprovision = false,
                platformFaultDomainCount = 1,
                upgradePolicy = new { mode = "Manual" },
                timeCreated = scaleSet.TimeCreated,
                virtualMachineProfile = new { networkProfile = Network(names) },
            },
        };
    }

    public static object View(ScaleSet scaleSet)
    {
        var states = scaleSet.Instances.Select(instance => instance.State).ToList();
        return new
        {
            virtualMachine = new { statusesSummary = Summary(states.Select(state => $"ProvisioningState/{state.Provisioning.Value}")) },
            extensions = new[]
            {
                new { name = "HealthExtension", statusesSummary = Summary(states.Select(state => $"HealthState/{state.Health.Value}")) },
            },
            statuses = new[]
            {
                new { code = "ProvisioningState/succeeded", level = "Info", displayStatus = "Provisioning succeeded", time = scaleSet.TimeCreated },
            },
        };
    }

    private static IEnumerable<object> Summary(IEnumerable<string> codes) =>
        codes.GroupBy(code => code).OrderBy(same => same.Key, StringComparer.Ordinal).Select(same => new { code = same.Key, count = same.Count() });

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
