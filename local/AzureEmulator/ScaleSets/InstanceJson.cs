namespace Steadfast.Local.AzureEmulator;

/// <summary>Instances and their network interfaces as ARM words them.</summary>
internal static class InstanceJson
{
    /// <summary>One instance.</summary>
    public static object Of(
        Instance instance, InstanceState state, string latestSku, EmulatorOptions options, ResourceNames names, bool withView)
    {
        var id = instance.Spec.InstanceId;
        return new
        {
            name = $"{options.ScaleSet}_{id}",
            id = names.Instance(id),
            type = "Microsoft.Compute/virtualMachineScaleSets/virtualMachines",
            location = options.Location,
            instanceId = id,
            sku = new { name = state.Sku, tier = "Standard" },
            zones = new[] { instance.Spec.Zone },
            properties = new
            {
                latestModelApplied = state.Sku == latestSku,
                vmId = instance.VmId,
                timeCreated = instance.TimeCreated,
                provisioningState = Title(state.Provisioning.Value),
                networkProfile = new { networkInterfaces = new[] { new { id = names.Nic(id), properties = new { primary = true } } } },
                protectionPolicy = Protection(state.Protection),
                instanceView = withView ? View(instance, state) : null,
            },
        };
    }

    public static object View(Instance instance, InstanceState state) => new
    {
        platformUpdateDomain = 0,
        platformFaultDomain = 0,
        computerName = $"web{instance.Spec.InstanceId}",
        vmHealth = new { status = Health(state.Health) },
        statuses = new[]
        {
            Provisioning(state.Provisioning),
            Status($"PowerState/{state.Power.Value}", "Info", $"VM {state.Power.Value}", state.Power.Since),
        },
    };

    public static object Nic(Instance instance, ResourceNames names)
    {
        var id = instance.Spec.InstanceId;
        return new
        {
            name = "nic",
            id = names.Nic(id),
            properties = new
            {
                provisioningState = "Succeeded",
                primary = true,
                ipConfigurations = new[] { IpConfiguration(instance, names) },
                virtualMachine = new { id = names.Instance(id) },
            },
        };
    }

    public static object Provisioning(InstanceStatus provisioning) =>
        Status(
            $"ProvisioningState/{provisioning.Value}", Level(provisioning.Value), $"Provisioning {provisioning.Value}", provisioning.Since);

    /// <summary>A status as a property words it: "updating" is Updating there.</summary>
    public static string Title(string word) => char.ToUpperInvariant(word[0]) + word[1..];

    public static object IpConfiguration(Instance instance, ResourceNames names) => new
    {
        name = "ipconfig",
        id = names.IpConfiguration(instance.Spec.InstanceId),
        properties = new
        {
            provisioningState = "Succeeded",
            privateIPAddress = instance.Spec.PrivateIp,
            privateIPAllocationMethod = "Dynamic",
            privateIPAddressVersion = "IPv4",
            primary = true,
            subnet = new { id = names.Subnet },
            loadBalancerBackendAddressPools = new[] { new { id = names.Pool } },
        },
    };

    private static object Health(InstanceStatus health) => Status(
        $"HealthState/{health.Value}",
        health.Value == "unhealthy" ? "Error" : "Info",
        $"The VM health is {health.Value}",
        health.Since);

    private static object Status(string code, string level, string displayStatus, DateTimeOffset time) =>
        new { code, level, displayStatus, time };

    // Left out unless somebody has set it.
    private static object? Protection(InstanceProtection protection) => protection == InstanceProtection.None
        ? null
        : new { protectFromScaleIn = protection.FromScaleIn, protectFromScaleSetActions = protection.FromScaleSetActions };

    private static string Level(string provisioning) => provisioning == "failed" ? "Error" : "Info";
}
