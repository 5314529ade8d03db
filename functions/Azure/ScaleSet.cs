using System.Text.Json;
using Azure;
using Azure.ResourceManager;
using Azure.ResourceManager.Compute;
using Azure.ResourceManager.Compute.Models;
using Microsoft.Extensions.Options;

namespace Steadfast.Functions.Azure;

/// <summary>The scale set of web servers, as Azure Resource Manager shows it.</summary>
public sealed class ScaleSet(ArmClient arm, ArmRestClient rest, IOptions<StackOptions> stack)
{
    // The network interfaces of Uniform instances are served by Microsoft.Network under the scale set's path, at this version only.
    private const string NetworkInterfacesVersion = "2018-10-01";

    /// <summary>Every instance with its instance view.</summary>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="RequestFailedException">ARM answered with an error, or not at all.</exception>
    public async Task<IReadOnlyList<ScaleSetInstance>> ListAsync(CancellationToken cancellation)
    {
        List<ScaleSetInstance> instances = [];
        await foreach (VirtualMachineScaleSetVmResource vm in Set.GetVirtualMachineScaleSetVms()
            .GetAllAsync(expand: "instanceView", cancellationToken: cancellation))
        {
            instances.Add(ScaleSetInstance.From(vm.Data, vm.Data.InstanceView));
        }

        return instances;
    }

    /// <summary>One instance with its instance view.</summary>
    /// <param name="instanceId">Number of the instance in the scale set.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>The instance, or null when the scale set has none with this id.</returns>
    /// <exception cref="RequestFailedException">ARM answered with an error, or not at all.</exception>
    public async Task<ScaleSetInstance?> FindAsync(string instanceId, CancellationToken cancellation)
    {
        try
        {
            VirtualMachineScaleSetVmResource vm = await Vm(instanceId).GetAsync(InstanceViewType.InstanceView, cancellation);
            return ScaleSetInstance.From(vm.Data, vm.Data.InstanceView);
        }
        catch (RequestFailedException missing) when (missing.Status == 404)
        {
            return null;
        }
    }

    /// <summary>Which private address belongs to which instance.</summary>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>Address to instance id.</returns>
    /// <exception cref="RequestFailedException">ARM answered with an error, or not at all.</exception>
    public async Task<IReadOnlyDictionary<string, string>> AddressesAsync(CancellationToken cancellation)
    {
        var cards = await rest.ListAsync($"{stack.Value.ScaleSetId}/networkInterfaces?api-version={NetworkInterfacesVersion}", cancellation);
        return cards.SelectMany(AddressesOf).DistinctBy(pair => pair.Key).ToDictionary();
    }

    /// <summary>Asks for a restart and returns at once.</summary>
    /// <param name="instanceId">Number of the instance in the scale set.</param>
    /// <param name="cancellation">Ends the wait for the acceptance.</param>
    /// <returns>The URL that tells how the operation is getting on, or null when ARM named none.</returns>
    /// <exception cref="RequestFailedException">ARM refused: 409 when another operation runs, 429 when throttled, 404 when the instance is gone.</exception>
    public async Task<string?> StartRestartAsync(string instanceId, CancellationToken cancellation)
    {
        ArmOperation operation = await Vm(instanceId).RestartAsync(WaitUntil.Started, cancellation);
        return operation.GetRawResponse().Headers.TryGetValue("Azure-AsyncOperation", out string? url) ? url : null;
    }

    private VirtualMachineScaleSetResource Set => arm.GetVirtualMachineScaleSetResource(stack.Value.ScaleSetId);

    private VirtualMachineScaleSetVmResource Vm(string instanceId) => arm.GetVirtualMachineScaleSetVmResource(
        VirtualMachineScaleSetVmResource.CreateResourceIdentifier(stack.Value.SubscriptionId, stack.Value.ResourceGroup, stack.Value.ScaleSet, instanceId));

    // Sample: {"id":".../virtualMachineScaleSets/web/virtualMachines/2/networkInterfaces/nic",
    //          "properties":{"ipConfigurations":[{"properties":{"privateIPAddress":"10.0.0.5"}}]}}
    private static IEnumerable<KeyValuePair<string, string>> AddressesOf(JsonElement card)
    {
        string[] path = (card.GetProperty("id").GetString() ?? "").Split('/');
        int at = Array.FindIndex(path, part => part.Equals("virtualMachines", StringComparison.OrdinalIgnoreCase));
        if (at < 0 || at + 1 >= path.Length || !card.TryGetProperty("properties", out JsonElement properties)
            || !properties.TryGetProperty("ipConfigurations", out JsonElement configurations))
        {
            yield break;
        }

        foreach (JsonElement configuration in configurations.EnumerateArray())
        {
            if (configuration.TryGetProperty("properties", out JsonElement inner)
                && inner.TryGetProperty("privateIPAddress", out JsonElement address) && address.GetString() is { Length: > 0 } ip)
            {
                yield return new(ip, path[at + 1]);
            }
        }
    }
}
