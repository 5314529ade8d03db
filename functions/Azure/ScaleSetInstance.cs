using Azure.ResourceManager.Compute;
using Azure.ResourceManager.Compute.Models;
using Steadfast.Functions.Diagnosis;

namespace Steadfast.Functions.Azure;

/// <summary>One instance of the scale set, reduced to what recovery needs.</summary>
/// <param name="Id">Number of the instance in the scale set, as text.</param>
/// <param name="Zone">Availability zone, or null when the set is not zonal.</param>
/// <param name="ProvisioningState">Succeeded, Updating, Failed, … as ARM names it.</param>
/// <param name="LastOperationAt">When the platform last finished an operation on the instance; null when it does not say.</param>
/// <param name="Health">What the health extension inside the machine says.</param>
public sealed record ScaleSetInstance(string Id, string? Zone, string ProvisioningState, DateTimeOffset? LastOperationAt, Reading Health)
{
    /// <summary>Whether the platform is working on the instance right now.</summary>
    public bool IsChanging => ProvisioningState is "Creating" or "Updating" or "Deleting" or "Migrating";

    /// <summary>Reads an instance; every property but the id may be absent.</summary>
    /// <param name="vm">The resource.</param>
    /// <param name="view">Its instance view, or null when ARM left it out.</param>
    public static ScaleSetInstance From(VirtualMachineScaleSetVmData vm, VirtualMachineScaleSetVmInstanceView? view) => new(
        vm.InstanceId ?? vm.Id!.Name,
        vm.Zones?.FirstOrDefault(),
        vm.ProvisioningState ?? "Unknown",
        view?.Statuses?.Where(status => status.Code?.StartsWith("ProvisioningState/", StringComparison.OrdinalIgnoreCase) == true).Max(status => status.Time),
        HealthOf(view));

    // vmHealth is the application's health. statuses[] may hold HealthState/available as well, which is the host's and not meant here.
    private static Reading HealthOf(VirtualMachineScaleSetVmInstanceView? view) =>
        view?.VmHealthStatus?.Code?.Split('/').Last().ToLowerInvariant() switch
        {
            "healthy" => Reading.Good("its health extension says healthy"),
            "unhealthy" => Reading.Bad("its health extension says unhealthy"),
            null => Reading.Unknown("no health state is reported"),
            string other => Reading.Unknown($"its health extension says {other}"),
        };
}
