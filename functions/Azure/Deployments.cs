using Azure;
using Azure.ResourceManager;
using Azure.ResourceManager.Compute;
using Azure.ResourceManager.Compute.Models;
using Microsoft.Extensions.Options;

namespace Steadfast.Functions.Azure;

/// <summary>What the platform itself is rolling out over the scale set.</summary>
public sealed class Deployments(ArmClient arm, IOptions<StackOptions> stack)
{
    /// <summary>Whether a rolling upgrade is running.</summary>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="RequestFailedException">ARM answered with an error, or not at all.</exception>
    public async Task<DeploymentReading> ReadAsync(CancellationToken cancellation)
    {
        try
        {
            VirtualMachineScaleSetRollingUpgradeResource latest = await arm.GetVirtualMachineScaleSetResource(stack.Value.ScaleSetId)
                .GetVirtualMachineScaleSetRollingUpgrade().GetAsync(cancellation);
            return Of(latest.Data);
        }
        catch (RequestFailedException none) when (none.Status == 404)
        {
            return new(IsRunning: false, "the scale set never had a rolling upgrade");
        }
    }

    private static DeploymentReading Of(VirtualMachineScaleSetRollingUpgradeData upgrade)
    {
        RollingUpgradeStatusCode? code = upgrade.RunningStatus?.Code;
        if (code != RollingUpgradeStatusCode.RollingForward)
        {
            return new(IsRunning: false, $"the latest rolling upgrade is {code?.ToString() ?? "without a status"}");
        }

        RollingUpgradeProgressInfo? progress = upgrade.Progress;
        int done = (progress?.SuccessfulInstanceCount ?? 0) + (progress?.FailedInstanceCount ?? 0);
        int all = done + (progress?.InProgressInstanceCount ?? 0) + (progress?.PendingInstanceCount ?? 0);
        return new(IsRunning: true, $"a rolling upgrade is running since {upgrade.RunningStatus?.StartOn:HH:mm:ss}, {done} of {all} instances are done");
    }
}

/// <summary>Whether something is being rolled out.</summary>
/// <param name="IsRunning">Whether it is under way now.</param>
/// <param name="Detail">Part of a sentence.</param>
public sealed record DeploymentReading(bool IsRunning, string Detail);
