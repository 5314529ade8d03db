using System.Text.Json;
using Azure;
using Azure.ResourceManager;
using Azure.ResourceManager.Compute;
using Azure.ResourceManager.Compute.Models;
using Microsoft.Extensions.Options;
using Steadfast.Functions.Guard;

namespace Steadfast.Functions.Azure;

/// <summary>The scale set of web servers, as Azure Resource Manager shows it.</summary>
public sealed class ScaleSet(ArmClient arm, ArmRestClient rest, IOptions<StackOptions> stack)
{
    // The network interfaces of Uniform instances are served by Microsoft.Network under the scale set's path, at this version only.
    private const string NetworkInterfacesVersion = "2018-10-01";

    private const string InstanceViewVersion = "2023-07-01";

    // When an instance was made is not in the version that the SDK in use asks for.
    private const string CreationTimesVersion = "2025-04-01";

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

    /// <summary>The instance view of one instance word for word, for people.</summary>
    /// <param name="instanceId">Number of the instance in the scale set.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>JSON.</returns>
    /// <exception cref="RequestFailedException">ARM answered with an error, or not at all.</exception>
    public Task<string> InstanceViewAsync(string instanceId, CancellationToken cancellation) => rest.ReadAsync(
        $"{stack.Value.ScaleSetId}/virtualMachines/{Uri.EscapeDataString(instanceId)}/instanceView?api-version={InstanceViewVersion}", cancellation);

    /// <summary>Which private address belongs to which instance.</summary>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>Address to instance id.</returns>
    /// <exception cref="RequestFailedException">ARM answered with an error, or not at all.</exception>
    public async Task<IReadOnlyDictionary<string, string>> AddressesAsync(CancellationToken cancellation)
    {
        var cards = await rest.ListAsync($"{stack.Value.ScaleSetId}/networkInterfaces?api-version={NetworkInterfacesVersion}", cancellation);
        return cards.SelectMany(AddressesOf).DistinctBy(pair => pair.Key).ToDictionary();
    }

    /// <summary>When each instance was made, so that what is older than an instance is not taken for its own.</summary>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>Instance id to the time, UTC; an instance of which it is not said is left out.</returns>
    /// <exception cref="RequestFailedException">ARM answered with an error, or not at all.</exception>
    public async Task<IReadOnlyDictionary<string, DateTimeOffset>> CreationTimesAsync(CancellationToken cancellation)
    {
        var machines = await rest.ListAsync($"{stack.Value.ScaleSetId}/virtualMachines?api-version={CreationTimesVersion}", cancellation);
        return machines.SelectMany(CreationOf).ToDictionary();
    }

    /// <summary>Asks for a restart and returns at once.</summary>
    /// <param name="instanceId">Number of the instance in the scale set.</param>
    /// <param name="clearance">The guard's last word.</param>
    /// <param name="cancellation">Ends the wait for the acceptance.</param>
    /// <returns>The URL that tells how the operation is getting on, or null when ARM named none.</returns>
    /// <exception cref="RequestFailedException">ARM refused: 409 when another operation runs, 429 when throttled, 404 when the instance is gone.</exception>
    public async Task<string?> StartRestartAsync(string instanceId, Clearance clearance, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(clearance);
        return StatusUrl.Of(await Vm(instanceId).RestartAsync(WaitUntil.Started, cancellation));
    }

    /// <summary>Asks for the operating system disk to be put back, at the version it has, and returns at once.</summary>
    /// <param name="instanceId">Number of the instance in the scale set.</param>
    /// <param name="clearance">The guard's last word.</param>
    /// <param name="cancellation">Ends the wait for the acceptance.</param>
    /// <returns>The URL that tells how the operation is getting on, or null when ARM named none.</returns>
    /// <exception cref="RequestFailedException">ARM refused: 409 when another operation runs, 429 when throttled, 404 when the instance is gone.</exception>
    public async Task<string?> StartReimageAsync(string instanceId, Clearance clearance, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(clearance);
        return StatusUrl.Of(await Vm(instanceId).ReimageAsync(WaitUntil.Started, cancellationToken: cancellation));
    }

    /// <summary>Asks for this one instance to be deleted and returns at once. Deleting one that is gone is fine.</summary>
    /// <param name="instanceId">Number of the instance in the scale set.</param>
    /// <param name="clearance">The guard's last word.</param>
    /// <param name="cancellation">Ends the wait for the acceptance.</param>
    /// <returns>The URL that tells how the operation is getting on, or null when ARM named none.</returns>
    /// <exception cref="RequestFailedException">ARM refused: 409 when another operation runs, 429 when throttled.</exception>
    public async Task<string?> StartDeleteAsync(string instanceId, Clearance clearance, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(clearance);
        return StatusUrl.Of(await Vm(instanceId).DeleteAsync(WaitUntil.Started, cancellationToken: cancellation));
    }

    private VirtualMachineScaleSetResource Set => arm.GetVirtualMachineScaleSetResource(stack.Value.ScaleSetId);

    private VirtualMachineScaleSetVmResource Vm(string instanceId) => arm.GetVirtualMachineScaleSetVmResource(
        VirtualMachineScaleSetVmResource.CreateResourceIdentifier(stack.Value.SubscriptionId, stack.Value.ResourceGroup, stack.Value.ScaleSet, instanceId));

    // Sample: {"instanceId":"2","properties":{"timeCreated":"2026-11-20T12:00:00Z"}}
    private static IEnumerable<KeyValuePair<string, DateTimeOffset>> CreationOf(JsonElement machine)
    {
        if (machine.TryGetProperty("instanceId", out JsonElement id) && id.GetString() is { Length: > 0 } instanceId
            && machine.TryGetProperty("properties", out JsonElement properties)
            && properties.TryGetProperty("timeCreated", out JsonElement created) && created.TryGetDateTimeOffset(out DateTimeOffset time))
        {
            yield return new(instanceId, time);
        }
    }

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
