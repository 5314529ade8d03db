using System.Text.Json.Serialization;
using Azure;
using Azure.ResourceManager;
using Azure.ResourceManager.Compute;
using Azure.ResourceManager.Compute.Models;
using Microsoft.Extensions.Options;

namespace Steadfast.Functions.Platform;

/// <summary>
/// Reads, suspends and resumes the scale set's own automatic repairs: somebody else who restarts, reimages or replaces instances.
/// </summary>
public sealed class AutomaticRepairs(ArmClient arm, ArmRestClient rest, IOptions<StackOptions> stack)
{
    /// <summary>Tells whether they are running.</summary>
    /// <exception cref="RequestFailedException">ARM answered with an error, or not at all.</exception>
    /// <exception cref="UnreadableAnswerException">What came is no answer.</exception>
    public async Task<RepairsState> ReadAsync(CancellationToken cancellation) =>
        StateOf(await rest.GetAsync($"{stack.Value.ScaleSetId}/instanceView?{ScaleSet.ApiVersion}", cancellation));

    /// <summary>Asks for them to be suspended or resumed and returns at once.</summary>
    /// <exception cref="RequestFailedException">ARM refused, or did not answer.</exception>
    public async Task StartSettingAsync(bool suspend, CancellationToken cancellation)
    {
        OrchestrationServiceStateAction action = suspend ? OrchestrationServiceStateAction.Suspend : OrchestrationServiceStateAction.Resume;
        await Set.SetOrchestrationServiceStateAsync(
            WaitUntil.Started, new(OrchestrationServiceName.AutomaticRepairs, action), cancellation);
    }

    private VirtualMachineScaleSetResource Set => arm.GetVirtualMachineScaleSetResource(stack.Value.ScaleSetId);

    // Sample: {"orchestrationServices":[{"serviceName":"AutomaticRepairs","serviceState":"Running"}]}
    internal static RepairsState StateOf(JsonPart view)
    {
        JsonPart services = view["orchestrationServices"];
        if (services.IsAbsent)
        {
            return RepairsState.NotRunning;
        }

        if (!services.IsList)
        {
            return RepairsState.Unknown;
        }

        JsonPart[] named = [
            .. services.Items.Where(service => "automaticRepairs".Equals(service["serviceName"].Text, StringComparison.OrdinalIgnoreCase))];
        if (named is [var repairs, ..])
        {
            return StateOf(repairs["serviceState"].Text);
        }

        if (services.Items.Any(service => service["serviceName"].Text is null))
        {
            return RepairsState.Unknown;
        }

        return RepairsState.NotRunning;
    }

    // "Not Running" is documented with a blank, and seen without.
    private static RepairsState StateOf(string? state) => state?.Replace(" ", "", StringComparison.Ordinal).ToLowerInvariant() switch
    {
        "running" => RepairsState.Running,
        "suspended" => RepairsState.Suspended,
        "notrunning" => RepairsState.NotRunning,
        _ => RepairsState.Unknown,
    };
}

/// <summary>Says how the automatic repairs are.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RepairsState>))]
public enum RepairsState
{
    /// <summary>Could not be read, or has a name that is not known.</summary>
    Unknown,

    /// <summary>The scale set has none, or they are switched off.</summary>
    NotRunning,

    /// <summary>They act on instances that are unhealthy for long enough.</summary>
    Running,

    /// <summary>Somebody suspended them, or the platform itself did after repairs that did not help.</summary>
    Suspended,
}
