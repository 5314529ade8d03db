namespace Steadfast.Local.AzureEmulator;

/// <summary>The ids of everything in the emulated resource group, spelled as Azure spells them.</summary>
public sealed class ResourceNames(EmulatorOptions options)
{
    private readonly string _group = $"/subscriptions/{options.Subscription}/resourceGroups/{options.ResourceGroup}";

    /// <summary>Id of the resource group.</summary>
    public string Group => _group;

    /// <summary>Id of the scale set.</summary>
    public string ScaleSet => $"{_group}/providers/Microsoft.Compute/virtualMachineScaleSets/{options.ScaleSet}";

    /// <summary>Id of the load balancer.</summary>
    public string LoadBalancer => $"{_group}/providers/Microsoft.Network/loadBalancers/{options.LoadBalancer}";

    /// <summary>Id of the flexible server.</summary>
    public string Database => $"{_group}/providers/Microsoft.DBforMySQL/flexibleServers/{options.Database.Name}";

    /// <summary>Id of the load balancer's front end.</summary>
    public string Frontend => $"{LoadBalancer}/frontendIPConfigurations/frontend";

    /// <summary>Id of the load balancer's back-end pool.</summary>
    public string Pool => $"{LoadBalancer}/backendAddressPools/web";

    /// <summary>Id of the load balancer's probe.</summary>
    public string Probe => $"{LoadBalancer}/probes/healthz";

    /// <summary>Id of the load balancer's rule.</summary>
    public string Rule => $"{LoadBalancer}/loadBalancingRules/http";

    /// <summary>Id of the subnet of every instance.</summary>
    public string Subnet => $"{_group}/providers/Microsoft.Network/virtualNetworks/vnet-{options.ScaleSet}/subnets/web";

    /// <summary>Id of the workspace that log rules query.</summary>
    public string Workspace => $"{_group}/providers/Microsoft.OperationalInsights/workspaces/log-{options.ScaleSet}";

    /// <summary>Id of one instance.</summary>
    public string Instance(string instanceId) => $"{ScaleSet}/virtualMachines/{instanceId}";

    /// <summary>Id of the network interface of one instance.</summary>
    public string Nic(string instanceId) => $"{Instance(instanceId)}/networkInterfaces/nic";

    /// <summary>Id of the IP configuration of one instance.</summary>
    public string IpConfiguration(string instanceId) => $"{Nic(instanceId)}/ipConfigurations/ipconfig";

    /// <summary>Path of one asynchronous compute operation.</summary>
    public string Operation(string operationId) =>
        $"/subscriptions/{options.Subscription}/providers/Microsoft.Compute/locations/{options.Location}/operations/{operationId}";

    /// <summary>Path of the status of one operation on the database.</summary>
    public string DatabaseOperation(string operationId) => $"{DatabaseLocation}/azureAsyncOperation/{operationId}";

    /// <summary>Path of the result of one operation on the database.</summary>
    public string DatabaseOperationResult(string operationId) => $"{DatabaseLocation}/operationResults/{operationId}";

    private string DatabaseLocation => $"/subscriptions/{options.Subscription}/providers/Microsoft.DBforMySQL/locations/{options.Location}";
}
