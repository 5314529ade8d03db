namespace Steadfast.Local.AzureEmulator;

/// <summary>The scale set at one moment, as the control plane knows it.</summary>
/// <param name="Instances">The instances by id; those that come or go are among them.</param>
/// <param name="Capacity">How many there shall be: ahead of the number of instances while a change of it runs.</param>
/// <param name="Provisioning">updating while an operation works on the set, otherwise succeeded, or failed when the last one did.</param>
/// <param name="AutomaticRepairs">State of the repair service: Running, Suspended or NotRunning.</param>
public sealed record ScaleSetState(IReadOnlyList<Instance> Instances, int Capacity, InstanceStatus Provisioning, string AutomaticRepairs)
{
    /// <summary>The size of the machines that are made from now on, and of those that are brought to the latest model.</summary>
    public string Sku { get; init; } = DefaultSku;

    /// <summary>The tags of the set.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();

    internal const string DefaultSku = "Standard_B2s";
}

/// <summary>Stage of an instance that comes or goes.</summary>
public enum MemberStage
{
    /// <summary>The instance is in the scale set; its machine is being made.</summary>
    Made,

    /// <summary>The machine of a new instance runs; it need not serve yet.</summary>
    Added,

    /// <summary>The machine is about to be stopped for good.</summary>
    Removing,

    /// <summary>The machine is stopped and the instance is gone.</summary>
    Removed,
}

/// <summary>An instance that came or goes.</summary>
/// <param name="Stage">How far it is.</param>
/// <param name="Instance">Which one.</param>
public sealed record MemberChange(MemberStage Stage, Instance Instance);
