namespace Steadfast.Functions.Platform;

/// <summary>Describes one instance of the scale set, reduced to what recovery needs.</summary>
/// <param name="Id">Number of the instance in the scale set, as text.</param>
/// <param name="Zone">Availability zone, or null when the set is not zonal.</param>
/// <param name="ProvisioningState">Succeeded, Updating, Failed, … as ARM names it.</param>
/// <param name="LastOperationAt">When the platform last finished an operation on the instance; null when it does not say.</param>
/// <param name="Health">What the health extension inside the machine says.</param>
/// <param name="IsStarting">Whether that extension has not come to a verdict since the machine started.</param>
public sealed record ScaleSetInstance(
    string Id, string? Zone, string ProvisioningState, DateTimeOffset? LastOperationAt, CheckResult Health, bool IsStarting)
{
    private const int MaxId = 64;
    private const string PowerPrefix = "PowerState/";

    /// <summary>Gets running, deallocated, stopped, … as its instance view says; null when that does not.</summary>
    public string? Power { get; init; }

    /// <summary>
    /// Tells whether the machine is off, as a person or the eviction of a spot machine leaves it: then it can be started or replaced, and
    /// nothing else.
    /// </summary>
    public bool IsOff => Power is "deallocated" or "stopped";

    /// <summary>Tells whether an operation runs on it.</summary>
    public bool IsBeingOperatedOn => ProvisioningStates.IsRunning(ProvisioningState);

    /// <summary>Tells whether it is being deleted.</summary>
    public bool IsBeingDeleted => ProvisioningStates.IsDeleting(ProvisioningState);

    /// <summary>Tells whether its last operation failed.</summary>
    public bool HasFailed => ProvisioningStates.HasFailed(ProvisioningState);

    /// <summary>Tells whether the platform is not done with it yet: an operation runs, or it is still starting after one.</summary>
    public bool IsChanging => IsBeingOperatedOn || IsStarting;

    /// <summary>Reads an instance; every property but the id may be absent.</summary>
    internal static ScaleSetInstance Of(string id, JsonPart machine)
    {
        JsonPart properties = machine["properties"];
        JsonPart view = properties["instanceView"];
        string? health = CodeOf(view["vmHealth"]["status"])?.Split('/').Last().ToLowerInvariant();
        return new(
            id, machine["zones"].Items.Select(zone => zone.Shown()).FirstOrDefault(),
            properties["provisioningState"].Shown() ?? ProvisioningStates.NotReported,
            view["statuses"].Items.Where(
                status => CodeOf(status)?.StartsWith("ProvisioningState/", StringComparison.OrdinalIgnoreCase) == true)
                .Max(status => status["time"].Time),
            HealthOf(health), health == "initializing")
        {
            Power = view["statuses"].Items.Select(CodeOf)
                .FirstOrDefault(code => code?.StartsWith(PowerPrefix, StringComparison.OrdinalIgnoreCase) == true)?[PowerPrefix.Length..]
                    .ToLowerInvariant(),
        };
    }

    /// <summary>Reads the number of an instance; null when the resource does not say it.</summary>
    internal static string? IdOf(JsonPart machine) => AsId(machine["instanceId"].Text ?? machine["id"].Text?.Split('/').Last());

    /// <summary>Takes a text for the number of an instance; null when it cannot be one, as that becomes part of keys and paths.</summary>
    internal static string? AsId(string? text)
    {
        if (text is { Length: > 0 and <= MaxId } && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_'))
        {
            return text;
        }

        return null;
    }

    // vmHealth is the application's health. statuses[] may hold HealthState/available as well, which is the host's and not meant here.
    private static CheckResult HealthOf(string? health) => health switch
    {
        "healthy" => CheckResult.Good("its health extension says healthy"),
        "unhealthy" => CheckResult.Bad("its health extension says unhealthy"),
        null => CheckResult.Unknown("no health state is reported"),
        _ => CheckResult.Unknown($"its health extension says {health}"),
    };

    private static string? CodeOf(JsonPart status) => status["code"].Shown();
}

/// <summary>Holds the instances of a scale set.</summary>
/// <param name="Instances">Those that are named, each once.</param>
/// <param name="Unnamed">How many there are of which the number could not be read: with one of them none is known to be missing.</param>
public sealed record InstanceList(IReadOnlyList<ScaleSetInstance> Instances, int Unnamed)
{
    // Sample: [{"instanceId":"2","zones":["1"],"properties":{"provisioningState":"Succeeded","instanceView":
    //          {"vmHealth":{"status":{"code":"HealthState/healthy"}},"statuses":[{"code":"ProvisioningState/succeeded","time":"…"}]}}}]
    internal static InstanceList Of(IReadOnlyList<JsonPart> machines)
    {
        var named = machines.Select(machine => (Id: ScaleSetInstance.IdOf(machine), Machine: machine))
            .Where(pair => pair.Id is not null).ToArray();
        return new(
            [.. named.DistinctBy(pair => pair.Id).Select(pair => ScaleSetInstance.Of(pair.Id!, pair.Machine))],
            machines.Count - named.Length);
    }
}

/// <summary>
/// Reads the provisioning state of a resource: three of its values are final, every other one is a running operation. Source: ARM,
/// asynchronous operations.
/// </summary>
internal static class ProvisioningStates
{
    // Every property but the id may be absent; absent means that no operation runs.
    public const string NotReported = "not reported";

    public static bool IsRunning(string state) => state.ToLowerInvariant() is not ("succeeded" or "failed" or "canceled" or NotReported);

    public static bool HasFailed(string state) => state.ToLowerInvariant() is "failed" or "canceled";

    public static bool IsDeleting(string state) => state.Equals("deleting", StringComparison.OrdinalIgnoreCase);
}
