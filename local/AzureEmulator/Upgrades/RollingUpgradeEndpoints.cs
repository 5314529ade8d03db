using System.Xml;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Steadfast.Local.AzureEmulator;

/// <summary>The latest rolling upgrade over REST.</summary>
internal sealed class RollingUpgradeEndpoints(EmulatorOptions options, ResourceNames names, RollingUpgrades upgrades)
{
    public void Map(IEndpointRouteBuilder resource) => resource.MapGet("/rollingUpgrades/latest", () => upgrades.Latest is { } latest
        ? ArmJson.Ok(Json(latest))
        : ArmError.ResourceNotFound($"{names.ScaleSet}/rollingUpgrades/latest"));

    private object Json(RollingUpgrade upgrade) => new
    {
        name = "latest",
        id = $"{names.ScaleSet}/rollingUpgrades/latest",
        type = "Microsoft.Compute/virtualMachineScaleSets/rollingUpgrades",
        location = options.Location,
        properties = new
        {
            policy = Policy(options.RollingUpgradePolicy),
            runningStatus = new
            {
                code = upgrade.Code,
                startTime = upgrade.StartTime,
                lastAction = upgrade.LastAction,
                lastActionTime = upgrade.LastActionTime,
            },
            progress = new
            {
                successfulInstanceCount = upgrade.Progress.Successful,
                failedInstanceCount = upgrade.Progress.Failed,
                inProgressInstanceCount = upgrade.Progress.InProgress,
                pendingInstanceCount = upgrade.Progress.Pending,
            },
            error = upgrade.Error is { } error ? new { code = error.Code, message = error.Message } : null,
        },
    };

    private static object Policy(RollingUpgradePolicy policy) => new
    {
        maxBatchInstancePercent = policy.MaxBatchInstancePercent,
        maxUnhealthyInstancePercent = policy.MaxUnhealthyInstancePercent,
        maxUnhealthyUpgradedInstancePercent = policy.MaxUnhealthyUpgradedInstancePercent,
        pauseTimeBetweenBatches = XmlConvert.ToString(policy.PauseTimeBetweenBatches),
    };
}
