using System.Net;
using Azure;
using Azure.ResourceManager;
using Azure.ResourceManager.Compute;
using Microsoft.Extensions.Options;

namespace Steadfast.Functions.Platform;

/// <summary>
/// Reads the scale set of web servers as Azure Resource Manager shows it, and asks for actions on its instances. What is asked for goes
/// through the SDK; what is read does not, because one element that its models do not expect would cost the whole list.
/// </summary>
public sealed class ScaleSet(ArmClient arm, ArmRestClient rest, IOptions<StackOptions> stack)
{
    /// <summary>Names the version of Microsoft.Compute that is read, the one that the SDK in use asks for.</summary>
    internal const string ApiVersion = "api-version=2023-07-01";

    // The network interfaces of Uniform instances are served by Microsoft.Network under the scale set's path, at this version only.
    private const string NetworkInterfacesVersion = "2018-10-01";

    // When an instance was made is not in the version that the SDK in use asks for.
    private const string CreationTimesVersion = "2025-04-01";

    /// <summary>Reads every instance with its instance view.</summary>
    /// <exception cref="RequestFailedException">ARM answered with an error, or not at all.</exception>
    /// <exception cref="UnreadableAnswerException">What came is no list.</exception>
    public async Task<InstanceList> ListAsync(CancellationToken cancellation) =>
        InstanceList.Of(await rest.ListAsync($"{stack.Value.ScaleSetId}/virtualMachines?$expand=instanceView&{ApiVersion}", cancellation));

    /// <summary>Reads one instance with its instance view.</summary>
    /// <returns>The instance, or null when the scale set has none with this id.</returns>
    /// <exception cref="RequestFailedException">ARM answered with an error, or not at all.</exception>
    /// <exception cref="UnreadableAnswerException">What came is no instance.</exception>
    public async Task<ScaleSetInstance?> FindAsync(string instanceId, CancellationToken cancellation)
    {
        try
        {
            return ScaleSetInstance.Of(
                instanceId, await rest.GetAsync($"{PathOf(instanceId)}?$expand=instanceView&{ApiVersion}", cancellation));
        }
        catch (RequestFailedException missing) when (ArmFailure.Of(missing).IsGone)
        {
            return null;
        }
    }

    /// <summary>Reads the instance view of one instance word for word, for people.</summary>
    /// <returns>JSON.</returns>
    /// <exception cref="RequestFailedException">ARM answered with an error, or not at all.</exception>
    public Task<string> InstanceViewAsync(string instanceId, CancellationToken cancellation) =>
        rest.ReadAsync($"{PathOf(instanceId)}/instanceView?{ApiVersion}", cancellation);

    /// <summary>Reads the instances by their private addresses.</summary>
    /// <returns>Address to instance id; an address that two instances are said to have is left out.</returns>
    /// <exception cref="RequestFailedException">ARM answered with an error, or not at all.</exception>
    /// <exception cref="UnreadableAnswerException">What came is no list.</exception>
    public async Task<IReadOnlyDictionary<string, string>> AddressesAsync(CancellationToken cancellation) =>
        AddressesOf(
            await rest.ListAsync($"{stack.Value.ScaleSetId}/networkInterfaces?api-version={NetworkInterfacesVersion}", cancellation));

    /// <summary>Reads the creation time of each instance, so that what is older than an instance is not taken for its own.</summary>
    /// <returns>Instance id to the time, UTC; an instance of which it is not said is left out.</returns>
    /// <exception cref="RequestFailedException">ARM answered with an error, or not at all.</exception>
    /// <exception cref="UnreadableAnswerException">What came is no list.</exception>
    public async Task<IReadOnlyDictionary<string, DateTimeOffset>> CreationTimesAsync(CancellationToken cancellation) =>
        CreationTimesOf(await rest.ListAsync($"{stack.Value.ScaleSetId}/virtualMachines?api-version={CreationTimesVersion}", cancellation));

    /// <summary>Asks for a restart and returns at once.</summary>
    /// <returns>The URL that tells how the operation is getting on, or null when ARM named none.</returns>
    /// <exception cref="RequestFailedException">ARM refused: 409 when another operation runs, 429 when throttled, 404 when the instance is
    /// gone.</exception>
    public async Task<string?> StartRestartAsync(string instanceId, Clearance clearance, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(clearance);
        return StatusUrl.Of(await Vm(instanceId).RestartAsync(WaitUntil.Started, cancellation));
    }

    /// <summary>Asks for the operating system disk to be put back, at the version it has, and returns at once.</summary>
    /// <returns>The URL that tells how the operation is getting on, or null when ARM named none.</returns>
    /// <exception cref="RequestFailedException">ARM refused: 409 when another operation runs, 429 when throttled, 404 when the instance is
    /// gone.</exception>
    public async Task<string?> StartReimageAsync(string instanceId, Clearance clearance, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(clearance);
        return StatusUrl.Of(await Vm(instanceId).ReimageAsync(WaitUntil.Started, cancellationToken: cancellation));
    }

    /// <summary>Asks for this one instance to be deleted and returns at once. Deleting one that is gone is fine.</summary>
    /// <returns>The URL that tells how the operation is getting on, or null when ARM named none.</returns>
    /// <exception cref="RequestFailedException">ARM refused: 409 when another operation runs, 429 when throttled.</exception>
    public async Task<string?> StartDeleteAsync(string instanceId, Clearance clearance, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(clearance);
        return StatusUrl.Of(await Vm(instanceId).DeleteAsync(WaitUntil.Started, cancellationToken: cancellation));
    }

    private VirtualMachineScaleSetVmResource Vm(string instanceId) => arm.GetVirtualMachineScaleSetVmResource(
        VirtualMachineScaleSetVmResource.CreateResourceIdentifier(
            stack.Value.SubscriptionId, stack.Value.ResourceGroup, stack.Value.ScaleSet, instanceId));

    private string PathOf(string instanceId) => $"{stack.Value.ScaleSetId}/virtualMachines/{Uri.EscapeDataString(instanceId)}";

    // Sample: {"instanceId":"2","properties":{"timeCreated":"2026-11-20T12:00:00Z"}}
    internal static IReadOnlyDictionary<string, DateTimeOffset> CreationTimesOf(IEnumerable<JsonPart> machines) => machines
        .Select(machine => (Id: ScaleSetInstance.IdOf(machine), Time: machine["properties"]["timeCreated"].Time))
        .Where(made => made is { Id: not null, Time: not null })
        .DistinctBy(made => made.Id)
        .ToDictionary(made => made.Id!, made => made.Time!.Value);

    // Sample: {"id":".../virtualMachineScaleSets/web/virtualMachines/2/networkInterfaces/nic",
    //          "properties":{"ipConfigurations":[{"properties":{"privateIPAddress":"10.0.0.5"}}]}}
    internal static IReadOnlyDictionary<string, string> AddressesOf(IEnumerable<JsonPart> cards) => cards
        .SelectMany(card => card["properties"]["ipConfigurations"].Items, (card, configuration) =>
            (Owner: OwnerOf(card["id"].Text ?? ""), Address: configuration["properties"]["privateIPAddress"].Shown()))
        .Where(pair => pair.Owner is not null && IPAddress.TryParse(pair.Address, out _))
        .GroupBy(pair => pair.Address!, pair => pair.Owner!)
        .Where(owners => owners.Distinct().Count() == 1)
        .ToDictionary(owners => owners.Key, owners => owners.First());

    private static string? OwnerOf(string cardId) => ScaleSetInstance.AsId(cardId.Split('/')
        .SkipWhile(part => !part.Equals("virtualMachines", StringComparison.OrdinalIgnoreCase)).Skip(1).FirstOrDefault());
}
