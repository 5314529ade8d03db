namespace Steadfast.Local.AzureEmulator;

/// <summary>One status of an instance view: what it is and since when.</summary>
/// <param name="Value">For example "succeeded", "running" or "healthy".</param>
/// <param name="Since">When it became so.</param>
public sealed record InstanceStatus(string Value, DateTimeOffset Since);

/// <summary>From what an instance is protected.</summary>
/// <param name="FromScaleIn">A smaller capacity never takes it.</param>
/// <param name="FromScaleSetActions">Nothing that acts on the whole set touches it, nor do automatic repairs.</param>
public sealed record InstanceProtection(bool FromScaleIn, bool FromScaleSetActions)
{
    /// <summary>From nothing.</summary>
    public static InstanceProtection None { get; } = new(FromScaleIn: false, FromScaleSetActions: false);
}

/// <summary>The power states of a machine, spelled as an instance view spells them.</summary>
internal static class InstancePower
{
    public const string Running = "running";
    public const string Stopped = "stopped";
    public const string Deallocated = "deallocated";
}

/// <summary>An instance at one moment, as the control plane knows it.</summary>
/// <param name="Provisioning">creating, updating, deleting, succeeded or failed. Its time moves when an operation begins and again when it
/// ends.</param>
/// <param name="Power">starting, running, stopped or deallocated.</param>
/// <param name="Health">initializing, healthy or unhealthy: what the agent inside says.</param>
/// <param name="RunningOperation">Id of the operation that works on it, or null.</param>
public sealed record InstanceState(InstanceStatus Provisioning, InstanceStatus Power, InstanceStatus Health, string? RunningOperation)
{
    /// <summary>From what it is protected.</summary>
    public InstanceProtection Protection { get; init; } = InstanceProtection.None;

    /// <summary>The size of its machine.</summary>
    public string Sku { get; init; } = ScaleSetState.DefaultSku;
}
