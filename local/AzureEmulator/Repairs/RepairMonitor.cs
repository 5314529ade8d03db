namespace Steadfast.Local.AzureEmulator;

/// <summary>
/// The scale set's own automatic repairs: as often as health is looked at, it repairs who has been unhealthy beyond the grace period.
/// </summary>
internal sealed class RepairMonitor(
    EmulatorOptions options, AutomaticRepairsPolicy policy, ScaleSet scaleSet, OperationStore operations, InstanceActions actions)
{
    public async Task RunAsync(CancellationToken ct)
    {
        using PeriodicTimer timer = new(options.Pace.HealthInterval, options.Clock);
        while (await timer.WaitForNextTickAsync(ct))
        {
            Look();
        }
    }

    /// <summary>
    /// Begins the repairs that are due now and returns them. One that is refused, for another operation was quicker, is not among them.
    /// </summary>
    public IReadOnlyList<Operation> Look()
    {
        if (scaleSet.State.AutomaticRepairs != RepairService.Running)
        {
            return [];
        }

        var running = operations.All.Count(operation => operation is { By: Initiator.AutomaticRepairs, EndTime: null });
        var instances = scaleSet.Instances.Select(instance => (instance, instance.State)).ToList();
        return [.. RepairPolicy.Choose(instances, running, policy.GracePeriod, options.Clock.GetUtcNow())
            .Select(instance => Repair(instance).Operation)
            .OfType<Operation>()];
    }

    private ActionStart Repair(Instance instance) => policy.Action switch
    {
        AutomaticRepairAction.Restart => actions.Restart(instance, Initiator.AutomaticRepairs),
        AutomaticRepairAction.Reimage => actions.Reimage(instance, Initiator.AutomaticRepairs),
        _ => actions.Replace(instance, Initiator.AutomaticRepairs),
    };
}
