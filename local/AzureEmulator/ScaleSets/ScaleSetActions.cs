namespace Steadfast.Local.AzureEmulator;

/// <summary>The long-running actions on the scale set as a whole and on several of its instances.</summary>
public sealed class ScaleSetActions
{
    private readonly ScaleSet _scaleSet;
    private readonly OperationRunner _runner;
    private readonly MachineWork _machines;
    private long _repairsAsked;

    internal ScaleSetActions(ScaleSet scaleSet, OperationRunner runner, MachineWork machines)
    {
        _scaleSet = scaleSet;
        _runner = runner;
        _machines = machines;
    }

    /// <summary>Makes or takes away instances until there are that many. Ends when the new ones serve or the others are gone.</summary>
    /// <param name="accepted">Called when it is accepted, before it begins; null for nothing.</param>
    public ActionStart Resize(int capacity, Action? accepted = null)
    {
        var present = _scaleSet.Instances;
        var leaving = PlacementPolicy.ScaleIn(present, present.Count - capacity);
        return _runner.Start(new(OperationKind.Capacity, leaving, (operation, ct) => ResizeAsync(capacity, leaving, operation, ct))
        {
            Membership = MembershipUse.Owns,
            OnSet = true,
            Provisioning = "deleting",
            Accepted = () =>
            {
                _scaleSet.Resize(capacity);
                accepted?.Invoke();
            },
            // What could not be made is not owed for ever: the next change counts from what there is.
            Ended = () => _scaleSet.Resize(_scaleSet.Instances.Count),
        });
    }

    /// <summary>Restarts these instances at the same time.</summary>
    public ActionStart Restart(IReadOnlyList<Instance> instances) =>
        _runner.Start(Batch(OperationKind.Restart, instances, _machines.RestartAsync) with { NeedsPlaces = true });

    /// <summary>Puts the OS disks of these instances back at the same time.</summary>
    public ActionStart Reimage(IReadOnlyList<Instance> instances) =>
        _runner.Start(Batch(OperationKind.Reimage, instances, _machines.ReimageAsync) with { NeedsPlaces = true });

    /// <summary>As a reimage: the machines here have one disk.</summary>
    public ActionStart ReimageAll(IReadOnlyList<Instance> instances) =>
        _runner.Start(Batch(OperationKind.ReimageAll, instances, _machines.ReimageAsync) with { NeedsPlaces = true });

    /// <summary>Stops these instances; they keep their places.</summary>
    public ActionStart PowerOff(IReadOnlyList<Instance> instances) =>
        _runner.Start(Batch(OperationKind.PowerOff, instances, _machines.PowerOffAsync));

    /// <summary>Stops these instances and gives their places back.</summary>
    public ActionStart Deallocate(IReadOnlyList<Instance> instances) =>
        _runner.Start(Batch(OperationKind.Deallocate, instances, _machines.DeallocateAsync));

    /// <summary>Starts those of these instances that do not run.</summary>
    public ActionStart Start(IReadOnlyList<Instance> instances) =>
        _runner.Start(Batch(OperationKind.Start, instances, _machines.StartAsync));

    /// <summary>Restarts those of these instances that are not on the latest model, which they have then.</summary>
    public ActionStart Upgrade(IReadOnlyList<Instance> instances) =>
        _runner.Start(Batch(OperationKind.ManualUpgrade, instances, _machines.UpgradeAsync));

    /// <summary>Takes these instances away; the capacity is less by as many then.</summary>
    public ActionStart Delete(IReadOnlyList<Instance> instances) =>
        _runner.Start(Batch(OperationKind.Delete, instances, (instance, ct) => _machines.DeleteAsync(instance, lowersCapacity: true, ct)) with
        {
            Membership = MembershipUse.Changes,
            Provisioning = "deleting",
        });

    /// <summary>Suspends or resumes automatic repairs. What was asked for later counts: it preempts an earlier operation that has not done its work.</summary>
    public ActionStart SetRepairs(bool suspended)
    {
        long turn = Interlocked.Increment(ref _repairsAsked);
        return _runner.Start(new(OperationKind.OrchestrationService, [], (_, _) =>
        {
            if (Volatile.Read(ref _repairsAsked) != turn)
            {
                return Task.FromResult<OperationError?>(OperationError.Preempted);
            }

            _scaleSet.SetRepairs(suspended ? RepairService.Suspended : RepairService.Running);
            return Task.FromResult<OperationError?>(null);
        }));
    }

    private static OperationPlan Batch(
        string kind, IReadOnlyList<Instance> instances, Func<Instance, CancellationToken, Task<OperationError?>> act) =>
        new(kind, instances, (_, ct) => MachineWork.ForEachAsync(instances, act, ct)) { OnSet = true };

    private async Task<OperationError?> ResizeAsync(
        int capacity, IReadOnlyList<Instance> leaving, Operation operation, CancellationToken ct)
    {
        // Counted again: until this was accepted, another one could have come or gone.
        var missing = capacity - _scaleSet.Instances.Count;
        return missing > 0
            ? await _machines.CreateAsync(missing, operation.Id, ct)
            : await MachineWork.ForEachAsync(leaving, (instance, stop) => _machines.DeleteAsync(instance, lowersCapacity: false, stop), ct);
    }
}
