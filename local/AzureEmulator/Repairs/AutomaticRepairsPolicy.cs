namespace Steadfast.Local.AzureEmulator;

/// <summary>Repairs an instance that stays unhealthy, as the platform does by itself.</summary>
public enum AutomaticRepairAction
{
    /// <summary>Deletes it and makes another one.</summary>
    Replace,

    /// <summary>Restarts it.</summary>
    Restart,

    /// <summary>Puts its OS disk back.</summary>
    Reimage,
}

/// <summary>The scale set's own automatic repairs.</summary>
/// <param name="GracePeriod">How long after any change of its state an instance is left alone. Azure: at least ten minutes.</param>
/// <param name="Action">What is done to it.</param>
public sealed record AutomaticRepairsPolicy(TimeSpan GracePeriod, AutomaticRepairAction Action = AutomaticRepairAction.Replace);

/// <summary>The states of the repair service, spelled as the service spells them.</summary>
internal static class RepairService
{
    public const string Name = "AutomaticRepairs";
    public const string Running = "Running";
    public const string Suspended = "Suspended";
    public const string NotRunning = "NotRunning";
}
