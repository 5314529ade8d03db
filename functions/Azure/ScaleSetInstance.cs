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
/// <param name="IsStarting">Whether that extension has not come to a verdict since the machine started.</param>
public sealed record ScaleSetInstance(
    string Id, string? Zone, string ProvisioningState, DateTimeOffset? LastOperationAt, Reading Health, bool IsStarting)
{
    /// <summary>Whether an operation runs on it.</summary>
    public bool IsBeingOperatedOn => ProvisioningStates.IsRunning(ProvisioningState);

    /// <summary>Whether it is being deleted.</summary>
    public bool IsBeingDeleted => ProvisioningStates.IsDeleting(ProvisioningState);

    /// <summary>Whether its last operation failed.</summary>
    public bool HasFailed => ProvisioningStates.HasFailed(ProvisioningState);

    /// <summary>Whether the platform is not done with it yet: an operation runs, or it is still starting after one.</summary>
    public bool IsChanging => IsBeingOperatedOn || IsStarting;

    /// <summary>Reads an instance; every property but the id may be absent.</summary>
    /// <param name="vm">The resource.</param>
    /// <param name="view">Its instance view, or null when ARM left it out.</param>
    public static ScaleSetInstance From(VirtualMachineScaleSetVmData vm, VirtualMachineScaleSetVmInstanceView? view) => new(
        vm.InstanceId ?? vm.Id!.Name,
        vm.Zones?.FirstOrDefault(),
        vm.ProvisioningState ?? ProvisioningStates.NotReported,
        view?.Statuses?.Where(status => status.Code?.StartsWith("ProvisioningState/", StringComparison.OrdinalIgnoreCase) == true).Max(status => status.Time),
        HealthOf(view),
        HealthCode(view) == "initializing");

    // vmHealth is the application's health. statuses[] may hold HealthState/available as well, which is the host's and not meant here.
    private static Reading HealthOf(VirtualMachineScaleSetVmInstanceView? view) =>
        HealthCode(view) switch
        {
            "healthy" => Reading.Good("its health extension says healthy"),
            "unhealthy" => Reading.Bad("its health extension says unhealthy"),
            null => Reading.Unknown("no health state is reported"),
            string other => Reading.Unknown($"its health extension says {other}"),
        };

    private static string? HealthCode(VirtualMachineScaleSetVmInstanceView? view) => view?.VmHealthStatus?.Code?.Split('/').Last().ToLowerInvariant();
}
